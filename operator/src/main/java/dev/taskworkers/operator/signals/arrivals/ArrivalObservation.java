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
public record ArrivalObservation(Arrivals arrivals, boolean full, String reason, String message) {}
