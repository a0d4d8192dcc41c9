// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;

/**
 * Lets tasks that end together be acknowledged, and their slots be filled, by one request: acts
 * when none runs any more, or a moment after the first has ended. Belongs to the loop.
 */
final class AckBatcher {
  /**
   * Negligible against any task worth a slot, and long enough for very short tasks to end together.
   */
  static final Duration MOMENT = Duration.ofMillis(1);

  private final Timer timer;
  private final Runnable act;
  private boolean waiting;
  private Cancellable moment = () -> {};

  AckBatcher(Timer timer, Runnable act) {
    this.timer = timer;
    this.act = act;
  }

  /**
   * One more has ended.
   *
   * @param last whether none runs any more
   */
  void ended(boolean last) {
    if (last) {
      now();
    } else if (!waiting) {
      waiting = true;
      moment = timer.after(MOMENT, this::now);
    }
  }

  /** True while some have ended and it has not acted: whatever else happens can wait for that. */
  boolean waiting() {
    return waiting;
  }

  private void now() {
    moment.cancel();
    waiting = false;
    act.run();
  }
}
