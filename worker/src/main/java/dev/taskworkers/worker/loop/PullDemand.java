// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.telemetry.Statistics;

/**
 * How many tasks to ask for: what free slots, unconfirmed settlements, the runs that are left and
 * the limits of what may begin allow together. Belongs to the loop.
 */
final class PullDemand {
  /**
   * Tasks in hand that may wait for their ordering key or their next run. Those of a key that has
   * to wait nobody else could run, but they must not fill the memory.
   */
  static final int MOST_WAITING = 1000;

  private final LoopSettings rules;
  private final Slots slots;
  private final LeasedTasks tasks;
  private final StartLimits limits;
  private final Prefetch prefetch;
  private final Statistics statistics;
  private boolean throttled;

  PullDemand(
      LoopSettings rules,
      LeasedTasks tasks,
      StartLimits limits,
      Prefetch prefetch,
      Statistics statistics) {
    this.rules = rules;
    this.tasks = tasks;
    slots = tasks.slots();
    this.limits = limits;
    this.prefetch = prefetch;
    this.statistics = statistics;
  }

  /** Tasks to ask for now; a worker that leaves or is cordoned wants none. */
  int now(boolean wantsNone) {
    var room = wantsNone ? 0 : room();
    var allowed = limits.allowed(room, tasks.waiting().ready());
    throttled = allowed == 0 && room > 0;
    if (allowed > Math.max(0, free())) {
      prefetch.asked();
    }
    return allowed;
  }

  /** Whether, when last asked, there was room and the pace alone allowed nothing. */
  boolean throttled() {
    return throttled;
  }

  /** Slots for which there is no task in hand: none that is ready, or follows one that is done. */
  int free() {
    return slots.free() - tasks.waiting().ready() - tasks.waiting().keys().heirs();
  }

  /** True when as many tasks have been run as may be. */
  boolean spent() {
    return left() <= 0;
  }

  private long left() {
    return rules.maxTasks() - statistics.counted(TaskEvent.STARTED);
  }

  /** Adds room for the task that others are queued behind, even at the limit. */
  private int mostWaiting() {
    var most = MOST_WAITING + (tasks.awaitAHead() ? slots.total() : 0);
    return most - tasks.waiting().size();
  }

  /** Settlements hold their messages too: at most as many again as there are slots. */
  private int room() {
    var ahead = ahead();
    var free = free() + ahead;
    var unconfirmed = slots.total() + ahead - tasks.unconfirmed();
    var room = Math.min(free, Math.min(free + unconfirmed, mostWaiting()));
    return (int)
        Math.max(
            0,
            Math.min(Math.min(room, limits.room(slots.busy())), left() - tasks.waiting().size()));
  }

  /** Places beside the slots for tasks that begin within moments, as far as anybody can tell. */
  private int ahead() {
    return limits.room(slots.busy()) < Integer.MAX_VALUE
        ? 0
        : prefetch.tasks(tasks.waiting().ready(), slots.oldestStart());
  }
}
