// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.GoDuration;
import java.time.Duration;

/** Warns of tasks that may take longer than a cluster waits for a pod that it evicts. */
final class LongTasks {
  /** What the cluster autoscaler of GKE waits for, whatever a pod's grace period is. */
  private static final Duration EVICTED_AFTER = Duration.ofMinutes(10);

  private final PoolNotices notices;

  LongTasks(PoolNotices notices) {
    this.notices = notices;
  }

  /** Whether tasks of the pool may take longer than that. */
  static boolean arePossible(Pool pool) {
    return pool.tasks().maxTimeout().compareTo(EVICTED_AFTER) > 0;
  }

  /** Says it once for what the pool's author wrote. */
  void check(WriteTarget target) {
    var pool = target.pool();
    if (!arePossible(pool) || !target.state().isNewsOf("LongTasks", pool.generation())) {
      return;
    }
    var field =
        pool.tasks().maxTimeout().equals(pool.tasks().timeout())
            ? "spec.taskTimeout"
            : "spec.maxTaskTimeout";
    notices.warn(
        target,
        "LongTasks",
        field
            + " is "
            + GoDuration.format(pool.tasks().maxTimeout())
            + ", but GKE ends a pod 10 min after it begins to remove its node, 1 h after it begins"
            + " to upgrade it, and seconds after it takes a spot node back, whatever the pod's"
            + " grace period is; a task that is cut off so runs again");
  }
}
