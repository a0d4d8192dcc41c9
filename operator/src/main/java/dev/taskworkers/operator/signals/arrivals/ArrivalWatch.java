// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Instant;

/** The arrivals of one subscription, watched until the last of its pools is gone. */
@FunctionalInterface
public interface ArrivalWatch extends AutoCloseable {
  /** What is known of the arrivals at {@code now}; never an exception, never a wait. */
  ArrivalObservation heard(ArrivalSourceRequest wanted, boolean poolIsEmpty, Instant now);

  /**
   * Takes down what {@link #heard} has set up; the next question sets it up again.
   *
   * @param reason a word for the condition
   * @param why a sentence that says why nothing is listened to
   * @return what is known of arrivals without
   */
  default ArrivalObservation pause(String reason, String why) {
    return ArrivalObservation.unknown(reason, why);
  }

  /** Takes everything down for good: a later question sets nothing up. */
  @Override
  default void close() {}
}
