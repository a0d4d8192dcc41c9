package dev.taskworkers.spring;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Tells the application's own registry what the worker does. */
final class WorkerMetrics implements MeterBinder {
  private final WorkerLifecycle lifecycle;

  WorkerMetrics(WorkerLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("taskworkers.slots", () -> of(WorkerReport::slots))
        .description("Tasks that may run at once")
        .register(registry);
    Gauge.builder("taskworkers.slots.busy", () -> of(WorkerReport::busy))
        .description("Tasks in hand")
        .register(registry);
    for (var event : TaskEvent.values()) {
      FunctionCounter.builder(
              "taskworkers.tasks", this, metrics -> metrics.of(r -> r.counters().of(event)))
          .tag("event", event.label())
          .description("What became of tasks")
          .register(registry);
    }
  }

  /** Nothing, while there is no worker that could tell. */
  private double of(ToDoubleFunction<WorkerReport> value) {
    return lifecycle
        .worker()
        .map(worker -> value.applyAsDouble(worker.report()))
        .orElse(Double.NaN);
  }
}
