package dev.taskworkers.operator.arrivals.doorbell.counting;

import java.time.Duration;

/** How much may be published before listening to all of it costs more than it is worth. */
final class Density {
  static final int TASKS_PER_SECOND = 200;

  /** A hundred dollars a month at the list price of 40 dollars per TiB. */
  static final int BYTES_PER_SECOND = 1_000_000;

  /** What comes in a shorter time says nothing of a rate. */
  private static final Duration LEAST_SPAN = Duration.ofSeconds(2);

  private Density() {}

  static boolean isDense(long tasks, long bytes, Duration span) {
    var seconds = Math.max(span.toMillis(), LEAST_SPAN.toMillis()) / 1000.0;
    return tasks > TASKS_PER_SECOND * seconds || bytes > BYTES_PER_SECOND * seconds;
  }
}
