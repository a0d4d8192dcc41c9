// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;

/**
 * Keeps a worker from pulling while the operator wants to remove it, a minute at a time: an
 * operator that is gone can't leave a worker idle for ever. Belongs to the loop.
 */
final class Cordon {
  /** How long one order holds; the operator repeats it every few seconds. */
  public static final Duration HOLDS = Duration.ofSeconds(60);

  /**
   * How long it lets a pull that is out run out, somewhat longer than Pub/Sub was seen to take for
   * an empty answer: nobody is in a hurry, and a task that is given to a pull which has been ended
   * is stranded until its lease ends.
   */
  public static final Duration PATIENCE = Duration.ofSeconds(100);

  private final Timer timer;
  private final Runnable endPull;
  private final Runnable onOver;
  private Moment until = Moment.BEFORE_ALL;
  private Cancellable impatience = () -> {};
  private Cancellable end = () -> {};

  /**
   * No cordon yet.
   *
   * @param endPull ends a pull that is out
   * @param onOver is run when the worker may pull again
   */
  public Cordon(Timer timer, Runnable endPull, Runnable onOver) {
    this.timer = timer;
    this.endPull = endPull;
    this.onOver = onOver;
  }

  /** Begins, or goes on for another minute. */
  public void renew() {
    if (!holds()) {
      impatience = timer.after(PATIENCE, endPull);
    }
    until = timer.moment().plus(HOLDS);
    end.cancel();
    end = timer.after(HOLDS, this::lift);
  }

  /** Ends. */
  public void lift() {
    until = Moment.BEFORE_ALL;
    impatience.cancel();
    end.cancel();
    onOver.run();
  }

  public boolean holds() {
    return timer.moment().isBefore(until);
  }
}
