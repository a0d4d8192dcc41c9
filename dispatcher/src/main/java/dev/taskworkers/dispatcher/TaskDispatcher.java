package dev.taskworkers.dispatcher;

import com.google.cloud.pubsub.v1.Publisher;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends tasks to a topic, in batches and with retries. Safe for many threads; one dispatcher serves
 * a whole process.
 *
 * <pre>{@code
 * try (var dispatcher = TaskDispatcher.open(DispatcherConfig.from(System.getenv()))) {
 *   dispatcher.dispatch(Task.of("holiday.jpg"));
 * }
 * }</pre>
 */
public final class TaskDispatcher implements AutoCloseable {
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);

  private final DispatchFailures failures;
  private final ManagedChannel channel;
  private final Publisher publisher;
  private final Publisher ordered;
  private final OrderedSender inOrder;

  private final Set<CompletableFuture<String>> pending = ConcurrentHashMap.newKeySet();

  private final LongAdder dispatched = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * Opens a dispatcher; it connects with its first task.
   *
   * @throws dev.taskworkers.runtime.UsageException when there are no credentials
   */
  public static TaskDispatcher open(DispatcherConfig config) {
    return new TaskDispatcher(config);
  }

  private TaskDispatcher(DispatcherConfig config) {
    failures = new DispatchFailures(config);
    channel = config.endpoint().openChannel();
    // Google's publisher retries for ever once it may order, so it gets only tasks with a key.
    publisher = Publishers.create(config, channel, false);
    ordered = Publishers.create(config, channel, true);
    inOrder = new OrderedSender(ordered, config.deadline());
  }

  /**
   * Sends {@code task}: at once when nothing is under way, else with the next batch; blocks while
   * too much is under way.
   *
   * @return the message id once the task is stored, or a {@link DispatchException}. After a failure
   *     with an ordering key, what was already given for that key fails too; what is given later is
   *     sent
   */
  @SuppressWarnings("CollectionUndefinedEquality") // A future is equal to itself, as is meant here.
  public CompletableFuture<String> dispatch(Task task) {
    var message =
        PubsubMessage.newBuilder()
            .setData(task.data())
            .putAllAttributes(task.attributes())
            .setOrderingKey(task.orderingKey())
            .build();
    dispatched.increment();
    var alone = pending.isEmpty();
    var unordered = task.orderingKey().isEmpty();
    var sending =
        unordered
            ? ApiFutureBridge.toCompletable(publisher.publish(message))
            : inOrder.send(message);
    if (alone) {
      (unordered ? publisher : ordered).publishAllOutstanding();
    }
    var result = new CompletableFuture<String>();
    pending.add(result);
    result.whenComplete((id, failure) -> pending.remove(result));
    sending.whenComplete(
        (id, failure) -> {
          if (failure == null) {
            stored.increment();
            result.complete(id);
          } else {
            failed.increment();
            result.completeExceptionally(failures.explain(cause(failure)));
          }
        });
    return result;
  }

  /** What was done so far. */
  public DispatcherStatistics statistics() {
    return new DispatcherStatistics(dispatched.sum(), stored.sum(), failed.sum());
  }

  /** Sends what is gathered and waits until every task so far is stored or has failed. */
  public void flush() {
    publisher.publishAllOutstanding();
    ordered.publishAllOutstanding();
    CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
        .exceptionally(reported -> null)
        .join();
  }

  /** Flushes and ends; how each task fared, its own future says. */
  @Override
  public void close() {
    flush();
    stop(publisher);
    stop(ordered);
    channel.shutdownNow();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  /** A publisher that still retries for ever would never return. */
  private static void stop(Publisher publisher) {
    var stopping = new Thread(publisher::shutdown, "dispatcher-close");
    stopping.setDaemon(true);
    stopping.start();
    try {
      stopping.join(SHUTDOWN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
