// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Real time that passes, for what can only be looked at from outside. */
public final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Waiting() {}

  /**
   * Looks twice a second until {@code there}.
   *
   * @param what there should be, for the sentence when it does not come
   * @throws CommandFailure when it does not come in time
   */
  public static void until(String what, Duration within, BooleanSupplier there) {
    var end = System.nanoTime() + within.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new CommandFailure("Within " + within.toSeconds() + " s there was no " + what + ".");
      }
      pass(PAUSE);
    }
  }

  /** Lets time pass; none when it is negative. */
  public static void pass(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Waiting was interrupted.");
    }
  }
}
