// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Duration;
import java.time.Instant;

/**
 * A sample of several regions, beside counts: each region is sampled at seconds of its own, and is
 * taken to change evenly in between. So of tasks that come at once it may lack those from shortly
 * before it, and hold those from shortly after it; so far, and no further, goes what has been
 * counted.
 *
 * @param at when it was taken
 * @param notStarted what it says of tasks that no worker had started
 */
record JoinedSample(Instant at, double notStarted) {
  /** Between the points of one region. */
  static final Duration APART = Duration.ofSeconds(90);

  /** What was known so long before is not joined from the same points. */
  static final Duration BEFORE = Duration.ofSeconds(150);

  /**
   * The tasks that no worker had started.
   *
   * @param before what was known of them at an earlier time
   */
  double beside(Known before, Arrivals arrivals, History history) {
    var counted = EstimatorState.notStarted(before, at, arrivals, history);
    return Double.isNaN(counted)
        ? notStarted
        : Math.max(
            notStarted - holds(at, arrivals), Math.min(notStarted + lacks(at, arrivals), counted));
  }

  /** How many tasks a sample of that time may lack that had come. */
  static double lacks(Instant at, Arrivals arrivals) {
    return cameAtOnce(arrivals, at);
  }

  /** How many tasks a sample of that time may hold that came later. */
  static double holds(Instant at, Arrivals arrivals) {
    return cameAtOnce(arrivals, at.plus(APART));
  }

  private static double cameAtOnce(Arrivals arrivals, Instant until) {
    var from = until.minus(APART);
    return Chance.atOnce(arrivals.between(from, until), arrivals.between(from.minus(APART), from));
  }
}
