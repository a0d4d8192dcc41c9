// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Duration;
import java.util.Optional;

/**
 * What a doorbell tells at a moment.
 *
 * @param lag from a publishing to its being heard
 * @param failure why it gets nothing; present where it hears nothing
 */
record DoorbellReading(
    Arrivals counted, Hearing hearing, Duration lag, Optional<DoorbellFailure> failure) {
  /** How well it hears. */
  enum Hearing {
    /** Every task is counted. */
    EVERYTHING,
    /** Two seconds in eleven are counted, because so much is published. */
    SAMPLES,
    /** It gets tasks, but long after they were published. */
    BEHIND,
    /** It gets nothing now. */
    NOTHING
  }
}
