// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Runs actions in order, one at a time, on the thread that brings one while none runs: to wake a
 * thread of its own would cost more than most actions do. It has one for what is to run later, and
 * for when there is no end of actions. An action that throws has left the state in doubt, so it
 * ends the loop, and the messages return to Pub/Sub with their leases.
 */
public final class EventLoop implements Loop, AutoCloseable {
  /** What a thread runs in a row, of others' too, before it goes back to what it does otherwise. */
  private static final int IN_A_ROW = 256;

  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

  /** Actions that have not ended; who adds the first one runs them. */
  private final AtomicInteger pending = new AtomicInteger();

  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "task-loop");
  private final Timer clock;
  private final LoopTimers timers;

  /** When the thread wakes by itself; before all while it is awake. */
  private volatile Moment wakesAt = Moment.BEFORE_ALL;

  /** Whether the thread is to run what is pending. */
  private volatile boolean handedOver;

  /** Whether what is due is pending. */
  private volatile boolean timersPending;

  private volatile boolean closed;

  /** The thread that runs an action now. Every other one reads it as some other thread's. */
  private Thread runner;

  /** When the present action first asked; belongs to the runner. */
  private Moment asked;

  /** Belongs to the loop, as its actions do. */
  private byte[][] dimensions = {};

  /** A loop on {@code clock}, which stays the caller's. */
  public static EventLoop start(Timer clock) {
    var loop = new EventLoop(clock);
    loop.thread.setDaemon(true);
    loop.thread.start();
    return loop;
  }

  private EventLoop(Timer clock) {
    this.clock = clock;
    timers = new LoopTimers(clock);
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  /** The same for the whole of an action: one that is about a task asks eight times. */
  @Override
  public Moment moment() {
    if (Thread.currentThread() != runner) {
      return clock.moment();
    }
    if (asked == null) {
      asked = clock.moment();
    }
    return asked;
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    var call = timers.after(delay, action);
    if (timers.firstDue().isBefore(wakesAt)) {
      LockSupport.unpark(thread);
    }
    return call;
  }

  @Override
  public void execute(Runnable action) {
    actions.add(action);
    if (pending.getAndIncrement() == 0) {
      runPending();
    }
  }

  private void runPending() {
    // An interrupt is meant for what the thread does otherwise.
    var interrupted = Thread.interrupted();
    try {
      var ran = 0;
      do {
        if (ran++ == IN_A_ROW) {
          hearOfFaults();
          handedOver = true;
          LockSupport.unpark(thread);
          break;
        }
        var action = actions.remove();
        runner = Thread.currentThread();
        asked = null;
        if (!closed) {
          action.run();
        }
        if (pending.get() == 1) {
          hearOfFaults();
        }
      } while (pending.decrementAndGet() > 0);
    } catch (Throwable e) {
      // What is pending stays so: no action runs any more.
      broken.completeExceptionally(e);
    }
    // The next one may run already: for the rest of its action it asks the clock itself.
    runner = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A fault in mapped memory is thrown when the thread that met it next enters the JVM, as it does
   * to make such an array. It is the fault of the loop, not of what the thread does after it.
   */
  private void hearOfFaults() {
    dimensions = new byte[dimensions.length][0];
  }

  /** As {@link #execute}, on the loop's own thread: who asks can't wait for what is pending. */
  private void enqueue(Runnable action) {
    actions.add(action);
    if (pending.getAndIncrement() == 0) {
      handedOver = true;
      LockSupport.unpark(thread);
    }
  }

  /** What {@code question} answers on the loop, or empty when the loop does not get to it. */
  public <T> Optional<T> ask(Supplier<T> question, Duration patience) {
    var answer = CompletableFuture.supplyAsync(question, this::enqueue);
    try {
      return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The loop could not answer.", e);
    }
  }

  /** Fails with what an action threw. */
  public CompletableFuture<Void> broken() {
    return broken;
  }

  private void run() {
    try {
      runTimers();
    } catch (Throwable e) {
      // Without its timers nothing is renewed any more.
      broken.completeExceptionally(e);
    }
  }

  private void runTimers() {
    while (!closed) {
      if (!timersPending && !timers.firstDue().isAfter(clock.moment())) {
        timersPending = true;
        execute(this::runDue);
      } else if (handedOver) {
        handedOver = false;
        runPending();
      } else if (timersPending) {
        LockSupport.park(this);
      } else {
        sleepUntil(timers.firstDue());
      }
    }
  }

  private void runDue() {
    timers.runDue();
    timersPending = false;
    if (Thread.currentThread() != thread) {
      LockSupport.unpark(thread);
    }
  }

  private void sleepUntil(Moment first) {
    wakesAt = first;
    // Whoever adds an earlier one from now on wakes this thread.
    if (!timers.firstDue().isBefore(first)) {
      if (first.equals(Moment.NEVER)) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, clock.onTheWall(clock.moment().until(first)).toNanos());
      }
    }
    wakesAt = Moment.BEFORE_ALL;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
