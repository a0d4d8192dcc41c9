// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.signals.arrivals.Share;
import java.time.Instant;

/** How long the oldest of the tasks that wait has waited, as estimated. */
final class OldestWait {
  private OldestWait() {}

  /**
   * In seconds. Tasks are taken first come, first served: so many as wait now are the last that
   * came. Where they are not counted, they came at the rate of now. Tasks that have just started
   * say how long they waited.
   */
  static double seconds(Arrivals arrivals, Estimate estimate, Instant now) {
    var queued =
        estimate.waiting() < 0.5
            ? 0
            : arrivals.listening()
                ? counted(arrivals, estimate, now)
                : estimate.arrivalRate() > 0 ? estimate.waiting() / estimate.arrivalRate() : 0;
    return Math.max(queued, estimate.waitingSeconds());
  }

  /** At least as far back as the counts reach. */
  private static double counted(Arrivals arrivals, Estimate estimate, Instant now) {
    var found = 0.0;
    var second = arrivals.firstSecond() + arrivals.perSecond().size();
    while (second > arrivals.firstSecond() && found < estimate.waiting()) {
      second--;
      found += inSecond(arrivals, second, estimate);
    }
    return Math.max(0, Seconds.between(Instant.ofEpochSecond(second), now));
  }

  /** One in which nobody listened is like those before it, or as it is now. */
  private static double inSecond(Arrivals arrivals, long second, Estimate estimate) {
    var begin = Instant.ofEpochSecond(second);
    var counted = arrivals.between(begin, begin.plusSeconds(1));
    if (!Double.isNaN(counted)) {
      return counted;
    }
    var before =
        arrivals.between(begin.minusSeconds(Share.CYCLE_SECONDS), begin) / Share.CYCLE_SECONDS;
    return Double.isNaN(before) ? estimate.arrivalRate() : before;
  }
}
