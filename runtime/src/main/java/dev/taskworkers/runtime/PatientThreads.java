// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Gives each action a thread as soon as the system allows one.
 *
 * @param later runs an action after a time, on a thread that exists already
 */
public record PatientThreads(Executor threads, BiConsumer<Duration, Runnable> later)
    implements Executor {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /** The JVM calls it a lack of memory when a pod has as many threads and processes as it may. */
  @Override
  public void execute(Runnable action) {
    try {
      threads.execute(action);
    } catch (OutOfMemoryError e) {
      later.accept(BETWEEN_TRIES, () -> execute(action));
    }
  }
}
