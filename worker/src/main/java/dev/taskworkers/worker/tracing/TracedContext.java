package dev.taskworkers.worker.tracing;

import dev.taskworkers.worker.api.TaskContext;
import java.time.Instant;
import java.util.Optional;

/** A run's circumstances and its span. */
record TracedContext(TaskContext run, String span) implements TaskContext {
  @Override
  public int attempt() {
    return run.attempt();
  }

  @Override
  public Instant deadline() {
    return run.deadline();
  }

  @Override
  public boolean cancelled() {
    return run.cancelled();
  }

  @Override
  public void onCancel(Runnable action) {
    run.onCancel(action);
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.of(span);
  }
}
