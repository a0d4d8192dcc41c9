// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.TaskHandler;
import java.util.function.UnaryOperator;

/**
 * Puts a span around each run.
 *
 * @param within the handler in whose thread the span of its run is the current one
 * @param around the runner with spans
 * @param end sends what has not been sent yet, for at most two seconds
 */
public record Tracing(
    UnaryOperator<TaskHandler> within, UnaryOperator<TaskRunner> around, Runnable end)
    implements AutoCloseable {
  /**
   * Tracing by the environment's {@code OTEL_} variables.
   *
   * @param wanted false: no span is made, and no class of OpenTelemetry is loaded
   * @param subscription in full
   * @throws dev.taskworkers.runtime.UsageException when the variables don't fit
   */
  public static Tracing start(boolean wanted, String subscription) {
    return wanted
        ? OpenTelemetryTracing.start(subscription)
        : new Tracing(UnaryOperator.identity(), UnaryOperator.identity(), () -> {});
  }

  @Override
  public void close() {
    end.run();
  }
}
