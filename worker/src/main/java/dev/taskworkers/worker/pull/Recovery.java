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
 * remembers what is wrong, and what has been heard since. Belongs to the loop.
 */
final class Recovery {
  /** A request that has been out for so long, on a connection that is up, was not refused. */
  static final Duration ACCEPTED_AFTER = Duration.ofSeconds(1);

  /** A request that is not out after so long has no connection to go out on. */
  static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final Duration UNTIL_MENDED = Duration.ofSeconds(30);

  private final Timer timer;
  private final DoubleSupplier random;
  private final Runnable whenOver;
  private boolean waiting;
  private boolean answered;
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

  /** Whether Pub/Sub has said anything since the last failure: silence alone proves nothing. */
  boolean answered() {
    return answered;
  }

  /** Pub/Sub has answered a pull. */
  void pulled() {
    failures = 0;
    heard();
  }

  /** Pub/Sub has said something. */
  void heard() {
    answered = true;
    accepted();
  }

  /** A request is out and was not refused, so that it is served as far as we can tell. */
  void accepted() {
    if (failures > 0 && !problem.isEmpty()) {
      log.info("Pulling again.");
    }
    problem = "";
  }

  /**
   * A request has failed. Requests begin a back-off apart, so that one that was served for longer
   * is followed by another at once, and is no problem.
   *
   * @param served how long the request was out
   */
  void failed(Throwable failure, Duration served) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    var passing = cause instanceof SubscriptionException known && known.passing();
    answered = false;
    failures = served.compareTo(Backoff.BETWEEN_CALLS.max()) < 0 ? failures + 1 : 1;
    var pause =
        passing
            ? Backoff.BETWEEN_CALLS.delay(failures, random.getAsDouble()).minus(served)
            : UNTIL_MENDED;
    if (pause.isNegative() && served.compareTo(ACCEPTED_AFTER) >= 0) {
      log.debug("{}", cause.getMessage());
    } else {
      note(String.valueOf(cause.getMessage()));
      pause(pause);
    }
  }

  private void note(String sentence) {
    if (!sentence.equals(problem)) {
      log.warn("{}", sentence);
      problem = sentence;
    }
  }

  private void pause(Duration pause) {
    waiting = true;
    timer.after(
        pause,
        () -> {
          waiting = false;
          whenOver.run();
        });
  }

  /** Why a request is given up that has found no connection. */
  static SubscriptionException unconnected() {
    return new SubscriptionException(
        "There was no connection to Pub/Sub within "
            + CONNECTED_WITHIN.toSeconds()
            + " s. Check the network, and the proxies on the way.",
        true,
        null);
  }
}
