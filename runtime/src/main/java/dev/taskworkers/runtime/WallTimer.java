// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of this computer. The thread of its actions is there from the start: when a pod has as
 * many threads as it may, what waits for one relies on it.
 */
public final class WallTimer implements Timer, AutoCloseable {
  private final long origin = System.nanoTime();
  private final ScheduledThreadPoolExecutor scheduler;

  public WallTimer() {
    scheduler = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("timer"));
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.prestartAllCoreThreads();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Moment moment() {
    return new Moment(System.nanoTime() - origin);
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    var pending = scheduler.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
