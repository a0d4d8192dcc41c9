// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import java.util.function.DoubleSupplier;

/** Waits after a call that failed, longer after each in a row. Belongs to the loop. */
final class Retries {
  private final Loop loop;
  private final DoubleSupplier random;
  private final Runnable again;
  private int failures;
  private boolean waiting;
  private Cancellable wait = () -> {};

  /**
   * @param again runs at the end of each wait
   */
  Retries(Loop loop, DoubleSupplier random, Runnable again) {
    this.loop = loop;
    this.random = random;
    this.again = again;
  }

  boolean waiting() {
    return waiting;
  }

  void succeeded() {
    failures = 0;
  }

  /** Begins to wait; answers whether this is the first failure of its row. */
  boolean failed() {
    failures++;
    endWait();
    waiting = true;
    wait =
        loop.after(
            Backoff.BETWEEN_CALLS.delay(failures, random.getAsDouble()),
            () -> {
              waiting = false;
              again.run();
            });
    return failures == 1;
  }

  void endWait() {
    wait.cancel();
    waiting = false;
  }
}
