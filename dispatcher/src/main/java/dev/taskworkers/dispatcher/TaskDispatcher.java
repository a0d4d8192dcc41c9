// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.runtime.DaemonThreads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

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
  /** What a request has beside its messages and the name of its topic, and some to spare. */
  private static final int REQUEST_BYTES = 16;

  private final DispatcherConfig config;
  private final Timer timer;
  private final Runnable ending;
  private final DispatchFailures failures;
  final FlowController flow;
  private final OutstandingTasks outstanding;
  final Lines lines;
  private final Optional<PublishSpans> spans;

  /**
   * Opens a dispatcher; it connects with its first task.
   *
   * @throws dev.taskworkers.runtime.UsageException when there are no credentials
   */
  public static TaskDispatcher open(DispatcherConfig config) {
    var threads = Executors.newCachedThreadPool(DaemonThreads.named("dispatcher"));
    var timer = new SystemTimer(threads);
    var topic = new PubSubTopic(config, timer.threads());
    return new TaskDispatcher(
        config,
        topic,
        timer,
        timer.threads(),
        () -> {
          topic.close();
          timer.close();
          threads.shutdown();
        });
  }

  /**
   * @param ending what is to be done when everything is sent
   */
  TaskDispatcher(
      DispatcherConfig config, Topic topic, Timer timer, Executor threads, Runnable ending) {
    this.config = config;
    this.timer = timer;
    this.ending = ending;
    spans = config.tracing().map(telemetry -> PublishSpans.of(telemetry, config.topic()));
    failures = new DispatchFailures(config);
    flow = new FlowController(config.outstanding());
    outstanding = new OutstandingTasks(flow, timer, threads);
    var backoff = new Backoff(() -> ThreadLocalRandom.current().nextLong());
    lines =
        new Lines(
            new DeliveryContext(config.batching(), topic, timer, outstanding, failures, backoff));
  }

  /**
   * Sends {@code task}: at once when nothing is under way, else with the next batch. Blocks while
   * too much is under way; those who wait go on in the order in which they came.
   *
   * <p>The future completes within the deadline, which begins with this call. To cancel it takes
   * nothing back.
   *
   * @return the message id once the task is stored, or a {@link DispatchException}. After a failure
   *     with an ordering key, what was already given for that key fails too; what is given later is
   *     sent. A thread that is interrupted while it waits gets a failed future, and stays
   *     interrupted
   * @throws IllegalStateException when the dispatcher is closed
   */
  public CompletableFuture<String> dispatch(Task task) {
    var message =
        PubsubMessage.newBuilder()
            .setData(task.data())
            .putAllAttributes(task.attributes())
            .setOrderingKey(task.orderingKey());
    return spans
        .map(each -> each.around(task, message, this::send))
        .orElseGet(() -> send(message.build()));
  }

  private CompletableFuture<String> send(PubsubMessage message) {
    var expiresAt = timer.nanos() + config.deadline().toNanos();
    var size = message.getSerializedSize() + config.topic().length() + REQUEST_BYTES;
    if (size > Task.MOST_BYTES) {
      return outstanding.refused(failures.oversized(size));
    }
    try {
      var alone = flow.enter(message.getSerializedSize(), config.deadline().toNanos());
      var task = outgoing(message, expiresAt);
      outstanding.add(task);
      lines.add(task, alone);
      return task.result();
    } catch (TimeoutException e) {
      return outstanding.refused(failures.crowded());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return outstanding.refused(failures.interrupted(e));
    }
  }

  /** It gathers for half of its time at most, whatever the settings say, to be sent within it. */
  private Outgoing outgoing(PubsubMessage message, long expiresAt) {
    var now = timer.nanos();
    var gathering = Math.min(config.batching().delay().toNanos(), (expiresAt - now) / 2);
    return new Outgoing(message, now + gathering, expiresAt, new CompletableFuture<>());
  }

  /** What was done so far. */
  public DispatcherStatistics statistics() {
    return outstanding.statistics();
  }

  /** Sends what is gathered and waits until every task so far is stored or has failed. */
  public void flush() {
    lines.hurry();
    outstanding.await();
  }

  /**
   * Takes no more tasks, also from those who wait in {@link #dispatch}; flushes and ends. How each
   * task fared, its own future says.
   */
  @Override
  public void close() {
    flow.close();
    lines.close();
    flow.awaitIdle();
    outstanding.await();
    ending.run();
  }
}
