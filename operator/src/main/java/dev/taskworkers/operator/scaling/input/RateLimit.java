// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.util.OptionalDouble;

/**
 * How many tasks may be started, whatever there are slots for.
 *
 * @param perPod tasks per second that one pod may start; more than 0
 * @param perPool tasks per second that all pods together may start; more than 0
 */
public record RateLimit(OptionalDouble perPod, OptionalDouble perPool) {
  /** This limit where each pod has an equal share of what all may start. */
  RateLimit sharedBy(int pods) {
    var share = perPool.orElse(Double.POSITIVE_INFINITY) / pods;
    return new RateLimit(
        OptionalDouble.of(Math.min(share, perPod.orElse(Double.POSITIVE_INFINITY))), perPool);
  }
}
