// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of a process, on virtual time: what it is given runs in order, and nothing more
 * once the process is dead.
 */
public final class ProcessTime extends AbstractExecutorService
    implements ScheduledExecutorService, Loop {
  private final VirtualTime time;
  private boolean dead;

  public ProcessTime(VirtualTime time) {
    this.time = time;
  }

  /** The process is killed. */
  public void kill() {
    dead = true;
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    return time.after(delay, new WhileItLives(action));
  }

  /** What does not happen any more once the process is dead. */
  private final class WhileItLives implements Runnable {
    private final Runnable action;

    WhileItLives(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (!dead) {
        action.run();
      }
    }
  }

  @Override
  public void execute(Runnable action) {
    after(Duration.ZERO, action);
  }

  @Override
  public Instant now() {
    return time.instant();
  }

  @Override
  public Moment moment() {
    return time.moment();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          action.run();
          return null;
        },
        delay,
        unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> action, long delay, TimeUnit unit) {
    var nanos = Math.max(0, unit.toNanos(delay));
    var later = new Later<>(action, time, time.moment().nanos() + nanos);
    after(Duration.ofNanos(nanos), later);
    return later;
  }

  private static final class Later<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final VirtualTime time;
    private final long at;

    Later(Callable<V> action, VirtualTime time, long at) {
      super(action);
      this.time = time;
      this.at = at;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - time.moment().nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    /** What a timer runs and nobody waits for must not fail unseen. */
    @Override
    protected void setException(Throwable problem) {
      super.setException(problem);
      throw new IllegalStateException("What was due at a time of the world has failed.", problem);
    }
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable action, long first, long period, TimeUnit unit) {
    throw repeating();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable action, long first, long delay, TimeUnit unit) {
    throw repeating();
  }

  private static UnsupportedOperationException repeating() {
    return new UnsupportedOperationException("In a world nothing repeats by itself.");
  }

  @Override
  public void shutdown() {
    kill();
  }

  @Override
  public List<Runnable> shutdownNow() {
    kill();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return dead;
  }

  @Override
  public boolean isTerminated() {
    return dead;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
