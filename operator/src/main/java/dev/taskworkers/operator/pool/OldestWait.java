// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Duration;
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
                ? counted(arrivals, estimate.waiting(), now)
                : estimate.arrivalRate() > 0 ? estimate.waiting() / estimate.arrivalRate() : 0;
    return Math.max(queued, estimate.waitingSeconds());
  }

  /** At least as far back as the counts reach. */
  private static double counted(Arrivals arrivals, double waiting, Instant now) {
    var counts = arrivals.perSecond();
    var found = 0.0;
    var i = counts.size();
    while (i > 0 && found < waiting) {
      i--;
      found += Math.max(0, counts.get(i));
    }
    var oldest = Instant.ofEpochSecond(arrivals.firstSecond() + i);
    return Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0);
  }
}
