// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.PatientThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's monotonic clock; actions run on other threads, so that none delays another, as soon
 * as there are any. Its own thread is there from the start, so that it never fails for want of one.
 */
final class SystemTimer implements Timer, AutoCloseable {
  private final PatientThreads threads;
  private final ScheduledThreadPoolExecutor schedule =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("dispatcher-timer"));

  SystemTimer(Executor threads) {
    this.threads = new PatientThreads(threads, this::callBack);
    schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    schedule.prestartAllCoreThreads();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void after(long nanos, Runnable action) {
    callBack(Duration.ofNanos(nanos), () -> threads.execute(action));
  }

  /** Threads that wait for the system, where it has none to give. */
  Executor threads() {
    return threads;
  }

  private void callBack(Duration delay, Runnable action) {
    var unused = schedule.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    schedule.shutdown();
  }
}
