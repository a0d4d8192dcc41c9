package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Logs;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A worker's state for Prometheus. The registry is made at the first scrape, which keeps it out of
 * the start.
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><td>{@code taskworkers_slots}</td><td>tasks that may run at once</td></tr>
 * <tr><td>{@code taskworkers_slots_busy}</td><td>slots that are taken</td></tr>
 * <tr><td>{@code taskworkers_slots_abandoned}</td><td>slots taken by tasks that ignore their cancellation</td></tr>
 * <tr><td>{@code taskworkers_throttled}</td><td>1 while the rate limit leaves slots empty</td></tr>
 * <tr><td>{@code taskworkers_handler_down}</td><td>1 while the handler gives no answer</td></tr>
 * <tr><td>{@code taskworkers_draining}</td><td>1 while the worker leaves</td></tr>
 * <tr><td>{@code taskworkers_oldest_in_flight_seconds}</td><td>the run time of the longest running task</td></tr>
 * <tr><td>{@code taskworkers_log_lines_dropped_total}</td><td>lines of the log that nobody read fast enough</td></tr>
 * <tr><td>{@code taskworkers_orders_refused_total{reason}}</td><td>orders that were not the operator's: noKey, noProof, otherPod, wrongKey, old, replayed, altered; see {@link Refusal}</td></tr>
 * <tr><td>{@code taskworkers_tasks_total{event}}</td><td>received, started, acked, retried, deadLettered, dropped, leaseLost, failed, returned, interrupted, suppressed, kept, unsettled; see {@link TaskEvent}</td></tr>
 * <tr><td>{@code taskworkers_task_duration_seconds}</td><td>histogram of run times</td></tr>
 * <tr><td>{@code taskworkers_task_wait_seconds}</td><td>histogram of the times from publication to the first run</td></tr>
 * <tr><td>{@code taskworkers_task_age_seconds}</td><td>histogram of the times from publication to each delivery</td></tr>
 * </table>
 */
final class MetricsPage {
  private final Supplier<WorkerReport> source;
  private final ToLongFunction<Refusal> refused;
  private PrometheusMeterRegistry registry;
  private WorkerReport latest;

  /**
   * @param refused how many orders have been refused for a reason
   */
  MetricsPage(Supplier<WorkerReport> source, ToLongFunction<Refusal> refused) {
    this.source = source;
    this.refused = refused;
  }

  synchronized String text() {
    latest = source.get();
    if (registry == null) {
      registry = register(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }
    return registry.scrape();
  }

  private PrometheusMeterRegistry register(PrometheusMeterRegistry meters) {
    gauge(meters, "taskworkers.slots", WorkerReport::slots);
    gauge(meters, "taskworkers.slots.busy", WorkerReport::busy);
    gauge(meters, "taskworkers.slots.abandoned", WorkerReport::abandoned);
    gauge(meters, "taskworkers.throttled", report -> report.throttled() ? 1 : 0);
    gauge(meters, "taskworkers.handler.down", report -> report.handlerDown().isPresent() ? 1 : 0);
    gauge(meters, "taskworkers.draining", report -> report.draining() ? 1 : 0);
    gauge(meters, "taskworkers.oldest.in.flight.seconds", WorkerReport::oldestInFlightSeconds);
    FunctionCounter.builder("taskworkers.log.lines.dropped", this, page -> Logs.dropped())
        .register(meters);
    for (var why : Refusal.values()) {
      FunctionCounter.builder("taskworkers.orders.refused", this, page -> refused.applyAsLong(why))
          .tag("reason", why.label())
          .register(meters);
    }
    for (var event : TaskEvent.values()) {
      FunctionCounter.builder("taskworkers.tasks", this, page -> page.latest.counters().of(event))
          .tag("event", event.label())
          .register(meters);
    }
    meters.getPrometheusRegistry().register(this::histograms);
    return meters;
  }

  private void gauge(
      PrometheusMeterRegistry meters, String name, ToDoubleFunction<WorkerReport> value) {
    Gauge.builder(name, this, page -> value.applyAsDouble(page.latest)).register(meters);
  }

  /** Micrometer has no histogram that reads its counts elsewhere; Prometheus's own library has. */
  private MetricSnapshots histograms() {
    return new MetricSnapshots(
        histogram("duration", "How long runs took.", latest.taskSeconds()),
        histogram("wait", "From publication to the first run.", latest.waitSeconds()),
        histogram("age", "From publication to each delivery.", latest.ageSeconds()));
  }

  private static HistogramSnapshot histogram(String what, String help, Distribution times) {
    var limits = new ArrayList<>(Distribution.LIMITS);
    limits.add(Double.POSITIVE_INFINITY);
    var data =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(limits, times.buckets()))
            .sum(times.sum())
            .build();
    return HistogramSnapshot.builder()
        .name("taskworkers_task_" + what + "_seconds")
        .help(help)
        .dataPoint(data)
        .build();
  }
}
