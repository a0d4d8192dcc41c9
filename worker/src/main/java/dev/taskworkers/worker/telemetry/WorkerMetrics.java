// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static dev.taskworkers.runtime.MetricFamily.counter;
import static dev.taskworkers.runtime.MetricFamily.gauge;
import static dev.taskworkers.runtime.MetricFamily.histogram;

import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Exposition;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.MetricFamily;
import dev.taskworkers.runtime.ProcessMetrics;
import dev.taskworkers.worker.orders.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** A worker's state for Prometheus. */
public final class WorkerMetrics {
  private static final MetricFamily LOG_LINES_DROPPED =
      counter(
          "taskworkers_worker_log_lines_dropped_total",
          "lines",
          "Number of log lines that the process dropped because nothing read them fast"
              + " enough.");
  private static final MetricFamily ORDERS_REFUSED =
      counter(
          "taskworkers_worker_orders_refused_total",
          "orders",
          "Number of orders that the worker refused because their proof of origin was not"
              + " valid.",
          "reason");
  private static final MetricFamily TASKS =
      counter(
          "taskworkers_worker_tasks_total",
          "events",
          "Number of events in the lives of tasks. One task can cause several events.",
          "event");
  private static final List<Number> NUMBERS =
      List.of(
          new Number(
              gauge("taskworkers_worker_slots", "tasks", "Number of tasks that can run at once."),
              WorkerReport::slots),
          new Number(
              gauge("taskworkers_worker_slots_busy", "tasks", "Number of slots that have a task."),
              WorkerReport::slotsBusy),
          new Number(
              gauge(
                  "taskworkers_worker_tasks_waiting",
                  "tasks",
                  "Number of tasks in the worker that wait for a slot, for the rate limit, or for"
                      + " their ordering key."),
              report -> report.busy() - report.slotsBusy()),
          new Number(
              gauge(
                  "taskworkers_worker_slots_abandoned",
                  "tasks",
                  "Number of slots that tasks still occupy because they ignore their"
                      + " cancellation."),
              WorkerReport::abandoned),
          new Number(
              gauge(
                  "taskworkers_worker_throttled",
                  "1",
                  "1 if the rate limit keeps slots empty, else 0."),
              report -> report.throttled() ? 1 : 0),
          new Number(
              gauge(
                  "taskworkers_worker_handler_down",
                  "1",
                  "1 if the handler doesn't answer, else 0."),
              report -> report.handlerDown().isPresent() ? 1 : 0),
          new Number(
              gauge("taskworkers_worker_draining", "1", "1 if the worker is draining, else 0."),
              report -> report.draining() ? 1 : 0),
          new Number(
              gauge(
                  "taskworkers_worker_oldest_run_seconds",
                  "seconds",
                  "Time for which the longest-running task has run, also if it ignores its"
                      + " cancellation."),
              WorkerReport::longestRunSeconds));
  private static final List<Times> TIMES =
      List.of(
          new Times(
              histogram(
                  "taskworkers_worker_task_duration_seconds", "Duration of the runs of tasks."),
              WorkerReport::taskSeconds),
          new Times(
              histogram(
                  "taskworkers_worker_task_wait_seconds",
                  "Time from the publication of a task to its first run that the worker knows of."
                      + " Without a dead-letter policy on the subscription, it doesn't know of runs"
                      + " in other pods."),
              WorkerReport::waitSeconds),
          new Times(
              histogram(
                  "taskworkers_worker_task_age_seconds",
                  "Time from the publication of a task to each of its deliveries."),
              WorkerReport::ageSeconds));

  private final Supplier<WorkerReport> source;
  private final ToLongFunction<Refusal> refused;
  private Optional<ProcessMetrics> process = Optional.empty();

  private record Number(MetricFamily family, ToDoubleFunction<WorkerReport> value) {}

  private record Times(MetricFamily family, Function<WorkerReport, Distribution> of) {}

  /**
   * @param refused how many orders have been refused for a reason
   */
  WorkerMetrics(Supplier<WorkerReport> source, ToLongFunction<Refusal> refused) {
    this.source = source;
    this.refused = refused;
  }

  /** All that a worker tells, but for what its JVM does. */
  public static List<MetricFamily> families() {
    return Stream.of(
            NUMBERS.stream().map(Number::family),
            Stream.of(TASKS),
            TIMES.stream().map(Times::family),
            Stream.of(ORDERS_REFUSED, LOG_LINES_DROPPED, ProcessMetrics.BUILD_INFO))
        .flatMap(each -> each)
        .toList();
  }

  /** The values of now. */
  synchronized Exposition now() {
    var report = source.get();
    var values = new Exposition();
    NUMBERS.forEach(number -> values.add(number.family(), number.value().applyAsDouble(report)));
    for (var event : TaskEvent.values()) {
      values.add(TASKS, report.counters().of(event), event.metricLabel());
    }
    for (var times : TIMES) {
      var counted = times.of().apply(report);
      values.add(times.family(), Distribution.LIMITS, counted.buckets(), counted.sum());
    }
    for (var why : Refusal.values()) {
      values.add(ORDERS_REFUSED, refused.applyAsLong(why), why.name().toLowerCase(Locale.ROOT));
    }
    values.add(LOG_LINES_DROPPED, Logs.dropped());
    return process().addTo(values);
  }

  /** Made at the first scrape, which keeps it out of the start. */
  private ProcessMetrics process() {
    var known = process.orElseGet(() -> new ProcessMetrics("worker", WorkerMetrics.class));
    process = Optional.of(known);
    return known;
  }
}
