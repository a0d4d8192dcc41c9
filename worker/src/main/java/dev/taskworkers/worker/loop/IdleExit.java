// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.function.Consumer;

/** Has a worker leave by itself when it has had nothing to do for so long. Belongs to the loop. */
public final class IdleExit {
  public static final Duration NEVER = Duration.ZERO;

  private final Duration after;
  private final Timer timer;
  private final Consumer<String> leave;
  private Cancellable exit = () -> {};
  private boolean idle;

  /**
   * @param leave is told why
   */
  public IdleExit(Duration after, Timer timer, Consumer<String> leave) {
    this.after = after;
    this.timer = timer;
    this.leave = leave;
  }

  /** Notes the state after something has changed. */
  public void observe(boolean nothingToDo) {
    if (nothingToDo == idle || after.equals(NEVER)) {
      return;
    }
    idle = nothingToDo;
    exit.cancel();
    if (idle) {
      exit = timer.after(after, () -> leave.accept("there was nothing to do"));
    }
  }
}
