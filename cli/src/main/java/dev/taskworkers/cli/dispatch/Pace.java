// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import java.util.concurrent.TimeUnit;

/** Spreads tasks evenly: the n-th is due n / rate seconds after the first. */
public final class Pace {
  private final double ratePerSecond;
  private final long startedAt = System.nanoTime();
  private long taken;

  /**
   * @param ratePerSecond infinity means as fast as it goes
   */
  public Pace(double ratePerSecond) {
    this.ratePerSecond = ratePerSecond;
  }

  /** Waits until the next task is due. */
  void await() throws InterruptedException {
    var due = (long) (taken++ / ratePerSecond * 1e9);
    var early = due - (System.nanoTime() - startedAt);
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
  }
}
