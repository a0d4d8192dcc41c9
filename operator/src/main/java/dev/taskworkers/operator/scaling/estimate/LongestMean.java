// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * The longest that tasks can take on average, by samples alone: where nobody counts what comes, at
 * least as many tasks have ended as the backlog has fallen.
 *
 * <pre>
 *   S ≤ B / n    B seconds that slots were busy between samples, n by how much the backlog fell
 * </pre>
 *
 * <p>While more comes than ends it says nothing new, and half of what it knows is forgotten in ten
 * minutes in which tasks run.
 *
 * @param busySeconds decayed sum, B
 * @param ended decayed number, n
 * @param until sample time up to which it has learned
 */
record LongestMean(double busySeconds, double ended, Instant until) {
  static final LongestMean UNKNOWN = new LongestMean(0, 0, Instant.EPOCH);

  private static final double HALF_LIFE_SECONDS = 600;

  /** Fewer tasks may be short by chance. */
  private static final double ENOUGH = 8;

  /** Continued by what lies between a sample and the next. */
  LongestMean after(Sample first, Sample second, History history, int slotsPerPod) {
    var busy = Ran.busySeconds(first, second, history, slotsPerPod);
    if (busy <= 0 || !second.at().isAfter(until)) {
      return this;
    }
    var keep = Math.pow(0.5, Seconds.between(first.at(), second.at()) / HALF_LIFE_SECONDS);
    var fell = Math.max(0, first.undelivered() - second.undelivered());
    return new LongestMean(keep * busySeconds + busy, keep * ended + fell, second.at());
  }

  /** Seconds, more than 0; empty while too few tasks are known to have ended. */
  OptionalDouble seconds() {
    return ended < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(busySeconds / ended);
  }
}
