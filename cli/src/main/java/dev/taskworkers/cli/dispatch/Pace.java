// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import java.util.concurrent.TimeUnit;

/**
 * Spreads tasks evenly: the n-th is due n / rate seconds after the first. After a pause of the
 * input or of Pub/Sub, those of the last second catch up, and no more.
 */
final class Pace {
  private static final long LATEST = TimeUnit.SECONDS.toNanos(1);

  private final double ratePerSecond;
  private long startedAt = System.nanoTime();
  private long taken;

  /**
   * @param ratePerSecond infinity means as fast as it goes
   */
  Pace(double ratePerSecond) {
    this.ratePerSecond = ratePerSecond;
  }

  /** Waits until the next task is due. */
  void await() throws InterruptedException {
    var early = early(System.nanoTime());
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
  }

  /** How many nanoseconds from {@code now} the next task is due; negative when it is late. */
  long early(long now) {
    var due = (long) (taken++ / ratePerSecond * 1e9);
    var early = startedAt + due - now;
    if (early < -LATEST) {
      startedAt -= early + LATEST;
      return -LATEST;
    }
    return early;
  }
}
