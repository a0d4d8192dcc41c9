// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.failure.InFlight;
import java.time.Duration;

/**
 * Finds the task that crashes the worker among those that ran beside it: one that was running in
 * two crashes runs alone, and only if it crashes the worker then, it does not run again. Belongs to
 * the loop.
 */
final class Quarantine {
  /** What may become of a task that is about to begin. */
  enum Verdict {
    BEGINS,
    /** Others run; it goes back until it can be alone. */
    WAITS,
    /** It crashes the worker. */
    CRASHES
  }

  /** A task that was running in this many crashes is unlikely to be a bystander. */
  static final int CRASHES = 2;

  /** For tasks that are to run alone to come again: what a crash has cut off is leased so long. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InFlight inFlight;
  private final Timer timer;
  private final Runnable changed;
  private Moment until;
  private boolean clear;
  private String alone = "";

  /**
   * @param changed hears that more may begin
   */
  Quarantine(InFlight inFlight, Timer timer, Runnable changed) {
    this.inFlight = inFlight;
    this.timer = timer;
    this.changed = changed;
    until = timer.moment();
    if (inFlight.suspects(CRASHES) > 0) {
      clearTheWay();
    }
  }

  /**
   * Whether the task may begin now.
   *
   * @param running tasks, with those that were given up
   * @param stuck those among them that were given up: nobody can wait for their end
   */
  Verdict of(String id, int running, int stuck) {
    if (inFlight.crashes(id) < CRASHES) {
      return Verdict.BEGINS;
    }
    if (inFlight.crashedAlone(id)) {
      return Verdict.CRASHES;
    }
    if (stuck == 0) {
      clearTheWay();
    }
    if (running > 0) {
      return Verdict.WAITS;
    }
    alone = id;
    return Verdict.BEGINS;
  }

  /** What becomes of the task is decided: the worker stays clear for it no more. */
  void decided(String id) {
    if (id.equals(alone)) {
      alone = "";
    }
  }

  /** A run has really ended. */
  void ended() {
    if (clear && inFlight.suspects(CRASHES) == 0) {
      clear = false;
      timer.after(Duration.ZERO, changed);
    }
  }

  /**
   * How many more tasks may begin.
   *
   * @param running tasks, with those that were given up
   */
  int room(int running) {
    if (alone.isEmpty() && !clear) {
      return Integer.MAX_VALUE;
    }
    return running == 0 ? 1 : 0;
  }

  /** From now on tasks begin one at a time, so that one that has to be alone finds nobody here. */
  private void clearTheWay() {
    clear = true;
    until = timer.moment().plus(PATIENCE);
    timer.after(PATIENCE, this::waitedLongEnough);
  }

  private void waitedLongEnough() {
    if (clear && !timer.moment().isBefore(until)) {
      clear = false;
      changed.run();
    }
  }
}
