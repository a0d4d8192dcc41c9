package dev.taskworkers.worker.drain;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What signals mean to a worker: the first drains it, the second makes it leave at once. */
public final class Leaving {
  private Leaving() {}

  /** Calls {@code drain} or {@code leaveNow} with the reason at each SIGTERM or SIGINT. */
  public static void onSignals(Consumer<String> drain, Consumer<String> leaveNow) {
    var signals = new AtomicInteger();
    Signals.onTermination(
        () -> {
          if (signals.incrementAndGet() == 1) {
            drain.accept("it was told to end");
          } else {
            leaveNow.accept("it was told to end at once");
          }
        });
  }
}
