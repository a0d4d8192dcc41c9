// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.runtime.DaemonThreads;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The operator's threads apart from those that reconcile. */
final class OperatorThreads implements AutoCloseable {
  private static final ThreadFactory DAEMONS = DaemonThreads.named("background");

  /** Short calls, each with a deadline of 10 s; a new leader has one or two to make for a pool. */
  private static final int CALLS_AT_ONCE = 16;

  /** Order keys, namespaces, installation, and Lease are asked about once at a time each. */
  private static final int CALLS_OF_TERM = 4;

  /** Events of different namespaces; a write takes some milliseconds, or as long as its webhook. */
  static final int EVENTS_AT_ONCE = 16;

  /** Looks at subscriptions and dead-letter topics, each with a deadline of 10 s. */
  static final int CHECKS_AT_ONCE = 64;

  /** What the doorbells of all pools hear is counted in microseconds. */
  private static final int CALLBACKS_AT_ONCE = 4;

  /** Projects asked about at once, of those that answer. */
  private static final int PROJECTS_AT_ONCE = 4;

  /** Of those that have not answered: they wait for the end of 10 s, or for little. */
  static final int DOUBTFUL_AT_ONCE = 16;

  private final ExecutorService sound = Executors.newFixedThreadPool(PROJECTS_AT_ONCE, DAEMONS);
  private final ExecutorService doubtful =
      endingByThemselves(DOUBTFUL_AT_ONCE, new PriorityBlockingQueue<>());
  private final ScheduledExecutorService calls =
      Executors.newScheduledThreadPool(CALLS_AT_ONCE, DAEMONS);
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(DAEMONS);
  private final ExecutorService checks = endingByThemselves(CHECKS_AT_ONCE);
  private final Executor callbacks = endingByThemselves(CALLBACKS_AT_ONCE);

  /** For calls of Pub/Sub that take as long as it does. */
  ScheduledExecutorService calls() {
    return calls;
  }

  /** For looks at what pools name: it may be where nobody answers. */
  Executor checks() {
    return checks;
  }

  /** For questions to Monitoring about projects that answer. */
  Executor sound() {
    return sound;
  }

  /**
   * For questions to Monitoring about projects that did not answer, or not yet: each may take 10 s.
   * They wait in their natural order.
   */
  Executor doubtful() {
    return doubtful;
  }

  /** For what happens each tick, apart from the calls: one that hangs must not hold it up. */
  ScheduledExecutorService ticks() {
    return ticks;
  }

  /** For what streams bring; works after {@link #close}, as a channel that closes calls back. */
  Executor callbacks() {
    return callbacks;
  }

  /**
   * For what a term asks of the API server besides reconciling; ends with the term, which closes
   * it. What its client would try again after the end never gets an answer, so that a thread which
   * waits for one must be interrupted.
   */
  static ExecutorService ofTerm() {
    return new ScheduledThreadPoolExecutor(
        CALLS_OF_TERM, DAEMONS, new ThreadPoolExecutor.DiscardPolicy());
  }

  /** For a term's events; ends with the term, which closes it. */
  static ExecutorService eventsOfTerm() {
    return endingByThemselves(EVENTS_AT_ONCE);
  }

  private static ExecutorService endingByThemselves(int threads) {
    return endingByThemselves(threads, new LinkedBlockingQueue<>());
  }

  private static ExecutorService endingByThemselves(int threads, BlockingQueue<Runnable> waiting) {
    var executor = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, waiting, DAEMONS);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    calls.shutdownNow();
    checks.shutdownNow();
    sound.shutdownNow();
    doubtful.shutdownNow();
  }
}
