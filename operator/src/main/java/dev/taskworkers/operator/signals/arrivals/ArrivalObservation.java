// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.scaling.input.Arrivals;

/**
 * The arrivals of a pool, and how they are known.
 *
 * @param full whether the best source there is, or the one that was asked for, is used
 * @param reason a word for the condition
 * @param message a sentence that says what is used, and what to grant for more
 */
public record ArrivalObservation(Arrivals arrivals, boolean full, String reason, String message) {
  static final String METRIC = "Metric";

  /**
   * Nothing is known of arrivals.
   *
   * @param why a sentence
   */
  public static ArrivalObservation unknown(String reason, String why) {
    return new ArrivalObservation(Arrivals.notCounted(), false, reason, why);
  }

  /**
   * Whether the backlog alone tells of tasks that come, and not a doorbell that is deaf for a
   * moment and has counted those from before.
   */
  public boolean fromBacklogAlone() {
    return arrivals.watch() == Arrivals.Watch.NONE
        && (arrivals.perSecond().isEmpty() || reason.equals(METRIC));
  }
}
