// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.timeline.Trouble;
import dev.taskworkers.operator.scaling.Standing;

/** How a pool is, in a word; the worst that is true of it. */
enum PoolHealth {
  NOT_READY("not ready", 0),
  NOT_LOOKED_AT("not looked at", 0),
  FAILING("tasks fail", 0),
  LATE("late", 0),
  UNHEARD("workers unheard", 0),
  LIMITED("limited", 1),
  NOT_SCALED("not scaled", 1),
  STARTING("starting", 2),
  WORKING("working", 2),
  EMPTY("empty", 2);

  private static final double HALF_A_TASK = 0.5;

  private final String word;
  private final int level;

  PoolHealth(String word, int level) {
    this.word = word;
    this.level = level;
  }

  String word() {
    return word;
  }

  /** 0 where somebody should look, 1 where somebody may want to, 2 where all is well. */
  int level() {
    return level;
  }

  static PoolHealth of(PoolLook look, boolean ready) {
    var troubles = TimelineRecorder.troubles(look);
    var estimate = look.decision().estimate();
    var standing = look.decision().reason().standing();
    if (!ready) {
      return NOT_READY;
    }
    if (troubles.contains(Trouble.TASKS_FAILING)) {
      return FAILING;
    }
    if (estimate.waiting() >= HALF_A_TASK
        && look.waitSeconds() > look.policy().maxWait().toMillis() / 1000.0) {
      return LATE;
    }
    if (troubles.contains(Trouble.WORKERS_UNHEARD)) {
      return UNHEARD;
    }
    if (standing == Standing.INACTIVE) {
      return NOT_SCALED;
    }
    if (standing == Standing.LIMITED) {
      return LIMITED;
    }
    if (look.decision().replicas() == 0 && look.seen().observation().pods().ready() == 0) {
      return EMPTY;
    }
    return look.seen().observation().pods().ready() == 0 ? STARTING : WORKING;
  }
}
