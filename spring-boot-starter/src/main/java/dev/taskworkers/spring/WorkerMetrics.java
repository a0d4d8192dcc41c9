// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.worker.TaskWorker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Tells the application's own registry what the worker does. */
final class WorkerMetrics implements MeterBinder {
  /** All meters of one scrape are of one report, and wait once for a worker that is stuck. */
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final Supplier<Optional<WorkerReport>> reports;
  private final Supplier<Optional<WorkerReport>> ended;
  private final LongSupplier nanos;
  private Optional<WorkerReport> last = Optional.empty();
  private OptionalLong askedAt = OptionalLong.empty();

  WorkerMetrics(WorkerLifecycle lifecycle) {
    this(() -> lifecycle.worker().map(TaskWorker::report), lifecycle::lastReport, System::nanoTime);
  }

  /**
   * @param reports of the worker that runs
   * @param ended the last report of one that ran
   */
  WorkerMetrics(
      Supplier<Optional<WorkerReport>> reports,
      Supplier<Optional<WorkerReport>> ended,
      LongSupplier nanos) {
    this.reports = reports;
    this.ended = ended;
    this.nanos = nanos;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("taskworkers.worker.slots", () -> of(WorkerReport::slots))
        .description("Number of tasks that can run at once.")
        .register(registry);
    Gauge.builder("taskworkers.worker.slots.busy", () -> of(WorkerReport::slotsBusy))
        .description("Number of slots that have a task.")
        .register(registry);
    Gauge.builder(
            "taskworkers.worker.tasks.waiting",
            () -> of(report -> report.busy() - report.slotsBusy()))
        .description(
            "Number of tasks in the worker that wait for a slot, for the rate limit, or for their"
                + " ordering key.")
        .register(registry);
    for (var event : TaskEvent.values()) {
      FunctionCounter.builder("taskworkers.worker.tasks", this, metrics -> metrics.count(event))
          .tag("event", event.metricLabel())
          .description("Number of events in the lives of tasks. One task can cause several events.")
          .register(registry);
    }
  }

  /** A registry that pushes does so once more when the application and its worker have ended. */
  private double count(TaskEvent event) {
    return ended
        .get()
        .map(last -> (double) last.counters().of(event))
        .orElseGet(() -> of(report -> report.counters().of(event)));
  }

  /** Nothing, while there is no worker that could tell. */
  private double of(ToDoubleFunction<WorkerReport> value) {
    return report().map(value::applyAsDouble).orElse(Double.NaN);
  }

  /** The last one, while the worker does not answer. */
  private synchronized Optional<WorkerReport> report() {
    if (askedAt.isEmpty() || nanos.getAsLong() - askedAt.getAsLong() >= FRESH_NANOS) {
      try {
        last = reports.get();
      } catch (IllegalStateException stuck) {
        // The worker's health says so; the application's other metrics must not miss for it.
      }
      askedAt = OptionalLong.of(nanos.getAsLong());
    }
    return last;
  }
}
