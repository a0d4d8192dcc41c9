// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.ArrivalRate.Dated;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How densely the tasks were published that busy workers start, oldest first: between two intervals
 * of starts the mean publish time, start less wait, moves on by as long as it took to publish what
 * was started in between.
 *
 * <pre>
 *   P = (mean time of the starts) − (mean wait)      for each interval
 *   λ = (N₁ + N₂)/2 / (P₂ − P₁),  at the time P₂
 * </pre>
 */
final class PublishDensity {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  /** Fewer starts than this in an interval tell nothing. */
  private static final int ENOUGH = 4;

  /** Deliveries are not strictly in order; a shorter span is not measurable. */
  private static final double SHORTEST_SPAN_SECONDS = 0.1;

  private PublishDensity() {}

  static Optional<Dated> of(History history, Instant now) {
    var middle = now.minus(INTERVAL);
    var earlier = Interval.of(history, middle.minus(INTERVAL), middle);
    var later = Interval.of(history, middle, now);
    if (earlier.starts() < ENOUGH || later.starts() < ENOUGH) {
      return Optional.empty();
    }
    var span = later.published(now) - earlier.published(now);
    var rate = (earlier.starts() + later.starts()) / 2 / Math.max(SHORTEST_SPAN_SECONDS, span);
    return Optional.of(new Dated(rate, now.plusMillis((long) (1000 * later.published(now)))));
  }

  /**
   * Starts of first runs within an interval.
   *
   * @param started mean time of the starts
   * @param waited mean seconds from publish to start
   */
  private record Interval(double starts, Instant started, double waited) {
    static Interval of(History history, Instant from, Instant to) {
      var starts = history.grown(Service::waited, from, to);
      var waited = starts > 0 ? history.grown(Service::waitSeconds, from, to) / starts : 0;
      return new Interval(starts, history.meanTime(Service::waited, from, to), waited);
    }

    /** Mean publish time, in seconds relative to {@code now}. */
    double published(Instant now) {
      return Seconds.between(now, started) - waited;
    }
  }
}
