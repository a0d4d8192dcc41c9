package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Backoff;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches tasks, one request at a time, and waits after a failure: briefly when it will pass, 30 s
 * when somebody must act. Belongs to the loop.
 */
public final class Puller {
  /** Hears what a pull brought, and that pulling failed or is possible again. */
  public interface Listener {
    void pulled(int asked, List<Delivery> deliveries);

    void pullingChanged();
  }

  private static final Logger log = LoggerFactory.getLogger(Puller.class);
  private static final Duration UNTIL_MENDED = Duration.ofSeconds(30);

  /** An unreachable server refuses sooner than this; a request that stays open was accepted. */
  private static final Duration ACCEPTED_AFTER = Duration.ofSeconds(1);

  private final Subscription subscription;
  private final Timer timer;
  private final Executor loop;
  private final DoubleSupplier random;
  private final Listener listener;

  private CompletableFuture<List<Delivery>> request = CompletableFuture.completedFuture(List.of());
  private boolean outstanding;
  private boolean waiting;
  private int failures;
  private String problem = "Nothing was pulled yet.";

  public Puller(
      Subscription subscription,
      Timer timer,
      Executor loop,
      DoubleSupplier random,
      Listener listener) {
    this.subscription = subscription;
    this.timer = timer;
    this.loop = loop;
    this.random = random;
    this.listener = listener;
  }

  /** Asks for at most {@code most} tasks, unless a request is out or a failure is waited for. */
  public void pull(int most) {
    if (outstanding || waiting || most <= 0) {
      return;
    }
    outstanding = true;
    var accepted =
        timer.after(
            ACCEPTED_AFTER,
            () -> {
              accepted();
              listener.pullingChanged();
            });
    request = subscription.pull(most);
    request.whenCompleteAsync(
        (deliveries, failure) -> {
          accepted.cancel();
          outstanding = false;
          if (failure == null) {
            accepted();
            listener.pulled(most, deliveries);
          } else if (failure instanceof CancellationException) {
            listener.pullingChanged();
          } else {
            failed(failure);
          }
        },
        loop);
  }

  public boolean outstanding() {
    return outstanding;
  }

  /** Why nothing can be pulled now, or empty while the subscription serves us. */
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** Ends the request that is out; what it was about to bring may be stranded. */
  public void cancel() {
    request.cancel(true);
  }

  private void accepted() {
    if (failures > 0) {
      log.info("Pulling again.");
    }
    failures = 0;
    problem = "";
  }

  private void failed(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    var passing = cause instanceof SubscriptionException known && known.passing();
    failures++;
    var sentence = String.valueOf(cause.getMessage());
    if (!sentence.equals(problem)) {
      log.warn("{}", sentence);
      problem = sentence;
    }
    waiting = true;
    timer.after(
        passing ? Backoff.BETWEEN_CALLS.delay(failures, random.getAsDouble()) : UNTIL_MENDED,
        () -> {
          waiting = false;
          listener.pullingChanged();
        });
    listener.pullingChanged();
  }
}
