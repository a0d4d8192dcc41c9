// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Timer;
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
final class PullBackoff {
  /** A server that is there refuses sooner than this. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(1);

  private static final Duration LONGEST_DOUBT = Duration.ofSeconds(60);

  /** A request that is not out after so long has no connection to go out on. */
  static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(PullBackoff.class);
  private static final Duration UNTIL_MENDED = Duration.ofSeconds(30);

  private final Timer timer;
  private final DoubleSupplier random;
  private final Runnable whenOver;
  private boolean waiting;
  private boolean answered;
  private boolean passing;
  private int failures;
  private String problem = "The worker has pulled nothing yet.";

  /** What the log says is wrong. */
  private String logged = "";

  private Duration acceptedAfter = REFUSED_WITHIN;

  /**
   * @param whenOver runs at the end of each wait
   */
  PullBackoff(Timer timer, DoubleSupplier random, Runnable whenOver) {
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
    acceptedAfter = REFUSED_WITHIN;
    if (!logged.isEmpty()) {
      log.info("Pulling again.");
      logged = "";
    }
    problem = "";
  }

  /**
   * How long a request must be out, on a connection that is up, to count as accepted: longer than
   * those that were refused after some silence, as by a proxy with nobody behind it.
   */
  Duration acceptedAfter() {
    return acceptedAfter;
  }

  /** A request has been out for {@link #acceptedAfter}: it is served as far as we can tell. */
  void accepted() {
    problem = "";
  }

  /**
   * A request has failed. Requests begin a back-off apart, so that one that was served for longer
   * is followed by another at once, and is no problem. One that met nothing but silence was not
   * served.
   *
   * @param out how long the request was out
   */
  void failed(Throwable failure, Duration out) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    passing = cause instanceof SubscriptionException known && known.passing();
    var served = answered ? out : Duration.ZERO;
    failures = served.compareTo(Backoff.BETWEEN_CALLS.max()) < 0 ? failures + 1 : 1;
    var pause =
        passing
            ? Backoff.BETWEEN_CALLS.delay(failures, random.getAsDouble()).minus(served)
            : UNTIL_MENDED;
    if (!answered) {
      doubt(out);
    }
    answered = false;
    if (pause.isNegative()) {
      log.debug("{}", cause.getMessage());
    } else {
      note(String.valueOf(cause.getMessage()));
      pause(pause);
    }
  }

  /**
   * Another call than a request for tasks was answered. Where none is out or due, because none is
   * wanted, it alone can show that Pub/Sub is there again.
   */
  void reached() {
    if (passing && !waiting) {
      problem = "";
    }
  }

  private void doubt(Duration out) {
    // Not multiplied: that loads the JDK's decimals, which cost a first failure milliseconds.
    var twice = out.plus(out);
    if (twice.compareTo(acceptedAfter) > 0) {
      acceptedAfter = twice.compareTo(LONGEST_DOUBT) < 0 ? twice : LONGEST_DOUBT;
    }
  }

  private void note(String sentence) {
    if (!sentence.equals(logged)) {
      log.warn("{}", sentence);
      logged = sentence;
    }
    problem = sentence;
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
