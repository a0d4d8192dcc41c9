package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.time.Moment;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One thread that runs actions in order. An action that throws has left the state in doubt, so it
 * ends the loop, and the messages return to Pub/Sub with their leases.
 */
public final class EventLoop implements Loop, AutoCloseable {
  /** Actions between two looks at the clock: what is due waits for no end of them. */
  private static final int AT_ONCE = 64;

  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

  /** True while the thread may need to be woken. */
  private final AtomicBoolean asleep = new AtomicBoolean();

  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "task-loop");

  private final Timer clock;
  private final LoopTimers timers;

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

  @Override
  public Moment moment() {
    return clock.moment();
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    var call = timers.after(delay, action);
    if (Thread.currentThread() != thread) {
      wake();
    }
    return call;
  }

  @Override
  public void execute(Runnable action) {
    actions.add(action);
    wake();
  }

  private void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** What {@code question} answers on the loop, or empty when the loop does not get to it. */
  public <T> Optional<T> ask(Supplier<T> question, Duration patience) {
    var answer = CompletableFuture.supplyAsync(question, this);
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
    var ran = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        var action = actions.poll();
        if (action == null) {
          timers.runDue();
          sleep();
        } else {
          action.run();
          ran++;
          if (ran % AT_ONCE == 0) {
            timers.runDue();
          }
        }
      }
    } catch (Throwable e) {
      broken.completeExceptionally(e);
    }
  }

  private void sleep() {
    if (!actions.isEmpty()) {
      return;
    }
    asleep.set(true);
    var wait = timers.untilFirst();
    if (actions.isEmpty()) {
      if (wait.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, wait.get().toNanos());
      }
    }
    asleep.set(false);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
