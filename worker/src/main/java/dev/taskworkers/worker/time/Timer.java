package dev.taskworkers.worker.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the time and calls back later, by one clock: the wall's, a test's, or one that runs several
 * times as fast as the wall, as the Pub/Sub beside it then does.
 */
public interface Timer {
  Instant now();

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
