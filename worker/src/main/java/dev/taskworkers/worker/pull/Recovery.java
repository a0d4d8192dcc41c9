package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Backoff;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits after a failure to fetch tasks: briefly when it will pass, 30 s when somebody must act; and
 * remembers what is wrong. Belongs to the loop.
 */
final class Recovery {
  /** An unreachable server refuses sooner than this; a request that stays open was accepted. */
  static final Duration ACCEPTED_AFTER = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final Duration UNTIL_MENDED = Duration.ofSeconds(30);

  private final Timer timer;
  private final DoubleSupplier random;
  private final Runnable whenOver;
  private boolean waiting;
  private int failures;
  private String problem = "Nothing was pulled yet.";

  /**
   * @param whenOver runs at the end of each wait
   */
  Recovery(Timer timer, DoubleSupplier random, Runnable whenOver) {
    this.timer = timer;
    this.random = random;
    this.whenOver = whenOver;
  }

  boolean waiting() {
    return waiting;
  }

  Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** The subscription serves us. */
  void accepted() {
    if (failures > 0) {
      log.info("Pulling again.");
    }
    failures = 0;
    problem = "";
  }

  void failed(Throwable failure) {
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
          whenOver.run();
        });
  }
}
