package dev.taskworkers.worker.threads;

import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Gives each action a thread as soon as the system allows one. */
public record PatientThreads(Executor threads, Timer timer) implements Executor {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /** The JVM calls it a lack of memory when a pod has as many threads and processes as it may. */
  @Override
  public void execute(Runnable action) {
    try {
      threads.execute(action);
    } catch (OutOfMemoryError e) {
      timer.after(BETWEEN_TRIES, () -> execute(action));
    }
  }
}
