package dev.taskworkers.worker.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the time and calls back later: the computer's clocks, a test's, or ones that run several
 * times as fast, as the Pub/Sub beside it then does.
 */
public interface Timer {
  /**
   * The wall clock, for what people and other systems read; it may be corrected, also backwards.
   */
  Instant now();

  /** The monotonic clock, for every duration that is measured here. */
  Moment moment();

  /** Runs {@code action} once, after {@code delay}, on a thread that it must not block. */
  Cancellable after(Duration delay, Runnable action);

  /** The same clock, whose actions run on {@code executor} and never after their cancellation. */
  default Timer on(Executor executor) {
    var clock = this;
    return new Timer() {
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
        var over = new AtomicBoolean();
        var pending =
            clock.after(
                delay,
                () ->
                    executor.execute(
                        () -> {
                          if (over.compareAndSet(false, true)) {
                            action.run();
                          }
                        }));
        return () -> {
          over.set(true);
          pending.cancel();
        };
      }
    };
  }
}
