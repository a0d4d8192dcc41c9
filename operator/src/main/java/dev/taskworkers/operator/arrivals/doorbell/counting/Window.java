package dev.taskworkers.operator.arrivals.doorbell.counting;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Some whole seconds that are listened to, and whether all that was published in them came while it
 * was listened. A stream that does not bring as much as is published, or brings what is older
 * first, is still at it when the time is over. Not safe for threads.
 */
final class Window {
  /** A stream that brought nothing for so long had nothing more to bring. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** From a shorter time a rate can't be told. */
  private static final Duration LEAST_COVERED = Duration.ofMillis(200);

  private final Instant from;
  private final long first;
  private final int seconds;
  private Instant newest = Instant.MIN;
  private Instant heardAt = Instant.MIN;
  private long tasks;

  /**
   * The next whole seconds.
   *
   * @param from since when is delivered what is published
   */
  Window(Instant from, int seconds) {
    this.from = from;
    this.first = from.getEpochSecond() + 1;
    this.seconds = seconds;
  }

  long first() {
    return first;
  }

  Instant end() {
    return Instant.ofEpochSecond(first + seconds);
  }

  void heard(Instant published, Instant now) {
    heardAt = now;
    newest = published.isAfter(newest) ? published : newest;
    if (!published.isBefore(from)) {
      tasks++;
    }
  }

  /** Whether nothing of it was still to come at its close. */
  boolean isComplete(Instant now) {
    return !newest.isBefore(end()) || (heardAnything() && heardAt.plus(QUIET).isBefore(now));
  }

  /** Whether anything came, be it of the window or older. */
  boolean heardAnything() {
    return !heardAt.equals(Instant.MIN);
  }

  /** Tasks a second in the time of which something came, if that is long enough. */
  OptionalInt estimate() {
    var covered = Duration.between(from, newest.isAfter(from) ? newest : from);
    return covered.compareTo(LEAST_COVERED) < 0
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.round(tasks * 1000.0 / covered.toMillis()));
  }
}
