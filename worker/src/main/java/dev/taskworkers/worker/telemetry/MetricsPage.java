package dev.taskworkers.worker.telemetry;

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
 * <tr><td>{@code taskworkers_tasks_total{event}}</td><td>received, started, acked, retried, deadLettered, dropped, leaseLost, failed, returned, interrupted, suppressed, kept, unsettled; see {@link Counters}</td></tr>
 * <tr><td>{@code taskworkers_task_duration_seconds}</td><td>histogram of run times</td></tr>
 * <tr><td>{@code taskworkers_task_wait_seconds}</td><td>histogram of the times from publication to the first run</td></tr>
 * <tr><td>{@code taskworkers_task_age_seconds}</td><td>histogram of the times from publication to each delivery</td></tr>
 * </table>
 */
final class MetricsPage {
  private final Supplier<Status> source;
  private PrometheusMeterRegistry registry;
  private Status latest;

  MetricsPage(Supplier<Status> source) {
    this.source = source;
  }

  synchronized String text() {
    latest = source.get();
    if (registry == null) {
      registry = register(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }
    return registry.scrape();
  }

  private PrometheusMeterRegistry register(PrometheusMeterRegistry meters) {
    gauge(meters, "taskworkers.slots", Status::slots);
    gauge(meters, "taskworkers.slots.busy", Status::busy);
    gauge(meters, "taskworkers.slots.abandoned", Status::abandoned);
    gauge(meters, "taskworkers.throttled", status -> status.throttled() ? 1 : 0);
    gauge(meters, "taskworkers.handler.down", status -> status.handlerDown().isPresent() ? 1 : 0);
    gauge(meters, "taskworkers.draining", status -> status.draining() ? 1 : 0);
    gauge(
        meters,
        "taskworkers.oldest.in.flight.seconds",
        status -> status.oldestInFlight().toMillis() / 1e3);
    event(meters, "received", Counters::received);
    event(meters, "started", Counters::started);
    event(meters, "acked", Counters::acked);
    event(meters, "retried", Counters::retried);
    event(meters, "deadLettered", Counters::deadLettered);
    event(meters, "dropped", Counters::dropped);
    event(meters, "leaseLost", Counters::leaseLost);
    event(meters, "failed", Counters::failed);
    event(meters, "returned", Counters::returned);
    event(meters, "interrupted", Counters::interrupted);
    event(meters, "suppressed", Counters::suppressed);
    event(meters, "kept", Counters::kept);
    event(meters, "unsettled", Counters::unsettled);
    meters.getPrometheusRegistry().register(this::histograms);
    return meters;
  }

  private void gauge(PrometheusMeterRegistry meters, String name, ToDoubleFunction<Status> value) {
    Gauge.builder(name, this, page -> value.applyAsDouble(page.latest)).register(meters);
  }

  private void event(
      PrometheusMeterRegistry meters, String name, ToDoubleFunction<Counters> value) {
    FunctionCounter.builder(
            "taskworkers.tasks", this, page -> value.applyAsDouble(page.latest.counters()))
        .tag("event", name)
        .register(meters);
  }

  /** Micrometer has no histogram that reads its counts elsewhere; Prometheus's own library has. */
  private MetricSnapshots histograms() {
    return new MetricSnapshots(
        histogram("duration", "How long runs took.", latest.taskTime()),
        histogram("wait", "From publication to the first run.", latest.waitTime()),
        histogram("age", "From publication to each delivery.", latest.age()));
  }

  private static HistogramSnapshot histogram(String what, String help, Distribution times) {
    var limits = new ArrayList<>(Histogram.LIMITS);
    limits.add(Double.POSITIVE_INFINITY);
    var data =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(limits, times.buckets()))
            .sum(times.seconds())
            .build();
    return HistogramSnapshot.builder()
        .name("taskworkers_task_" + what + "_seconds")
        .help(help)
        .dataPoint(data)
        .build();
  }
}
