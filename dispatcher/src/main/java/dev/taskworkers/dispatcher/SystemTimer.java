package dev.taskworkers.dispatcher;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's monotonic clock; actions run on other threads, so that none delays another. */
final class SystemTimer implements Timer, AutoCloseable {
  private final Executor threads;
  private final ScheduledThreadPoolExecutor schedule =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("dispatcher-timer"));

  SystemTimer(Executor threads) {
    this.threads = threads;
    schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void after(long nanos, Runnable action) {
    var unused = schedule.schedule(() -> threads.execute(action), nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    schedule.shutdown();
  }
}
