// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Removal;
import dev.taskworkers.simulation.world.Signals;

/** The physical limit: follows a plan made from arrivals that nobody else knows yet. */
public final class Oracle implements Scaler {
  private final int[] plan;
  private final int startSeconds;

  /**
   * An oracle.
   *
   * @param plan pods that are to be ready at each second
   * @param startSeconds how much earlier they must be asked for
   */
  public Oracle(int[] plan, int startSeconds) {
    this.plan = plan.clone();
    this.startSeconds = startSeconds;
  }

  @Override
  public int replicas(Signals signals) {
    var most = 0;
    for (var second = signals.now();
        second <= signals.now() + startSeconds && second < plan.length;
        second++) {
      most = Math.max(most, plan[second]);
    }
    return most;
  }

  @Override
  public Removal removal() {
    return Removal.LEAST_BUSY;
  }
}
