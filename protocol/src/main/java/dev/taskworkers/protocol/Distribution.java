// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.util.List;

/**
 * Times that were measured: how many, their sum, and how many fell into each bucket.
 *
 * @param sum of all, in seconds
 * @param buckets one for each of {@link #LIMITS}, and one for what is longer; or empty, where the
 *     worker does not report them
 */
public record Distribution(long count, double sum, List<Long> buckets) {
  /**
   * In seconds, each included in its bucket. From 5 ms to 10 s the limits are those that
   * OpenTelemetry recommends for durations in seconds; the rest reaches to hours, because tasks do.
   */
  public static final List<Double> LIMITS =
      List.of(
          0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0,
          60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0);

  /** Nothing was measured. */
  public static final Distribution NONE = new Distribution(0, 0);

  public Distribution {
    if (count < 0 || !(sum >= 0 && sum < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "expected a count and a sum of 0 or more, but found " + count + " and " + sum);
    }
    if (!buckets.isEmpty() && buckets.size() != LIMITS.size() + 1) {
      throw new IllegalArgumentException(
          "expected " + (LIMITS.size() + 1) + " buckets, but found " + buckets.size());
    }
    buckets = List.copyOf(buckets);
  }

  /** A distribution whose buckets are not known. */
  public Distribution(long count, double sum) {
    this(count, sum, List.of());
  }
}
