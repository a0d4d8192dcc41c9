package dev.taskworkers.worker;

import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Holds the worker back until its handler can take tasks. */
final class HandlerGate {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final PreparedHandler handler;
  private final Timer timer;
  private final Executor threads;
  private volatile String problem = "The handler was not asked yet.";

  HandlerGate(PreparedHandler handler, Timer timer, Executor threads) {
    this.handler = handler;
    this.timer = timer;
    this.threads = threads;
  }

  /** Runs {@code action} once, when the handler is ready for the first time. */
  void whenOpen(Runnable action) {
    threads.execute(
        () -> {
          problem = handler.notReady().orElse("");
          if (problem.isEmpty()) {
            action.run();
          } else {
            timer.after(BETWEEN_LOOKS, () -> whenOpen(action));
          }
        });
  }

  Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }
}
