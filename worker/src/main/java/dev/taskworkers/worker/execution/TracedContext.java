// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.TaskContext;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;

/**
 * A run's circumstances and its span.
 *
 * @param current what is current while the run's code runs
 * @param span the W3C {@code traceparent} of the span
 */
record TracedContext(TaskContext run, Context current, String span) implements TaskContext {
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
  public boolean timedOut() {
    return run.timedOut();
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
