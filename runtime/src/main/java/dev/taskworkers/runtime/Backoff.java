// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;

/**
 * Waits that grow with each failure and are spread at random, so that what failed together does not
 * come back together.
 *
 * <pre>delay(n) = min + random × (upper(n) − min),  upper(n) = min(max, max(min, floor) × 2ⁿ)</pre>
 *
 * (Full jitter above a least wait: Brooker, "Exponential Backoff And Jitter", AWS, 2015.)
 */
public record Backoff(Duration min, Duration max) {
  /** Between calls to a server that is away: soon again, and never a crowd. */
  public static final Backoff BETWEEN_CALLS =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  /** What grows when the least wait is zero. */
  private static final Duration FLOOR = Duration.ofMillis(100);

  public Backoff {
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException(
          "A back-off needs 0 ≤ min ≤ max, but min is " + min + " and max is " + max + ".");
    }
  }

  /**
   * @param failures how often it failed in a row, from 1
   * @param random in [0, 1)
   */
  public Duration delay(int failures, double random) {
    var base = min.compareTo(FLOOR) < 0 ? FLOOR : min;
    var doublings = Math.min(Math.max(failures, 0), 40);
    var upper = (double) base.toMillis() * (1L << doublings);
    double least = min.toMillis();
    double most = max.toMillis();
    var top = Math.max(least, Math.min(most, upper));
    return Duration.ofMillis(Math.round(least + random * (top - least)));
  }
}
