// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.DaemonThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what must not hold up the loop and is no task: as many as there are things to do. */
public final class CachedThreads {
  private CachedThreads() {}

  /** After its end it lets go what a clock still asks for. */
  public static ExecutorService start() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        DaemonThreads.named("worker"),
        new ThreadPoolExecutor.DiscardPolicy());
  }
}
