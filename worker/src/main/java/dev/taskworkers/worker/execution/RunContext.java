// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.TaskContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one run of a task knows of its circumstances; the loop cancels it, any thread may ask. What
 * is to happen then runs on {@code threads}, because a handler's code must not hold up the loop,
 * and no more once the run is over: a connection that it would abort may serve another run by then.
 */
public final class RunContext implements TaskContext {
  private static final Logger log = LoggerFactory.getLogger(RunContext.class);

  private final int attempt;
  private final Instant deadline;
  private final Executor threads;

  /** Hardly ever more than one. */
  private final List<Runnable> actions = new ArrayList<>(1);

  /** Belongs to the loop. */
  private Moment handedOver = Moment.BEFORE_ALL;

  private boolean cancelled;
  private boolean timedOut;
  private boolean over;

  public RunContext(int attempt, Instant deadline, Executor threads) {
    this.attempt = attempt;
    this.deadline = deadline;
    this.threads = threads;
  }

  /** Its task, which waited for others of its batch, goes to the handler. */
  public static void handOver(TaskContext context, Moment now) {
    if (context instanceof TracedContext traced) {
      handOver(traced.run(), now);
    } else if (context instanceof RunContext run) {
      run.handedOver = now;
    }
  }

  /** When its task went to the handler, if it waited for others of its batch. */
  public Moment handedOver() {
    return handedOver;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public synchronized boolean timedOut() {
    return timedOut;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (over) {
        return;
      }
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  public void cancel(CancelReason reason) {
    List<Runnable> now;
    synchronized (this) {
      cancelled = true;
      timedOut |= reason == CancelReason.TIMEOUT;
      now = List.copyOf(actions);
      actions.clear();
    }
    now.forEach(action -> threads.execute(() -> perform(action)));
  }

  private void perform(Runnable action) {
    synchronized (this) {
      if (over) {
        return;
      }
    }
    try {
      action.run();
    } catch (RuntimeException e) {
      log.warn("What a handler does at a cancellation failed: {}", e.toString());
    }
  }

  /** The handler has ended; what it wanted to do at a cancellation has no object any more. */
  public synchronized void end() {
    over = true;
    actions.clear();
  }
}
