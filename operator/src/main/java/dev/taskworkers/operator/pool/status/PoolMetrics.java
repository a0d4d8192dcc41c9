package dev.taskworkers.operator.pool.status;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.memory.Drift;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Observation;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus reads. Labels are {@code namespace} and {@code pool}, and {@code reason} where it
 * says so.
 *
 * <table>
 *   <caption>Metrics</caption>
 *   <tr><td>taskworkers_pool_replicas_desired</td><td>pods that the last decision asks for</td></tr>
 *   <tr><td>taskworkers_pool_replicas_ready</td><td>pods that are ready</td></tr>
 *   <tr><td>taskworkers_pool_tasks_waiting</td><td>tasks that wait, as reckoned</td></tr>
 *   <tr><td>taskworkers_pool_tasks_in_flight</td><td>tasks that run</td></tr>
 *   <tr><td>taskworkers_pool_arrival_rate</td><td>tasks per second</td></tr>
 *   <tr><td>taskworkers_pool_task_seconds</td><td>mean duration of a task</td></tr>
 *   <tr><td>taskworkers_pool_backlog_drift</td><td>tasks that the newest sample has more than were
 *     reckoned for its time; NaN before the first</td></tr>
 *   <tr><td>taskworkers_pool_backlog_fresh</td><td>1 while Monitoring's samples can be used</td></tr>
 *   <tr><td>taskworkers_pool_decisions_total</td><td>changes of replicas, by reason</td></tr>
 *   <tr><td>taskworkers_monitoring_calls_total</td><td>questions to Cloud Monitoring</td></tr>
 * </table>
 */
public final class PoolMetrics {
  private record Row(Tags tags, Observation seen, Decision decision) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Row> rows = new ConcurrentHashMap<>();
  private final Map<MultiGauge, ToDoubleFunction<Row>> gauges =
      Map.of(
          gauge("replicas.desired"), row -> row.decision().replicas(),
          gauge("replicas.ready"), row -> row.seen().pods().ready(),
          gauge("tasks.waiting"), row -> row.decision().reckoning().waiting(),
          gauge("tasks.in.flight"), row -> row.decision().reckoning().inFlight(),
          gauge("arrival.rate"), row -> row.decision().reckoning().arrivalRate(),
          gauge("task.seconds"), row -> row.decision().reckoning().taskSeconds(),
          gauge("backlog.drift"),
              row -> row.decision().memory().drift().map(Drift::tasks).orElse(Double.NaN),
          gauge("backlog.fresh"),
              row -> row.seen().backlog().state() == Backlog.State.FRESH ? 1 : 0);

  private MultiGauge gauge(String name) {
    return MultiGauge.builder("taskworkers.pool." + name).register(registry);
  }

  /** Shows a total that is counted elsewhere. */
  public void monitoringCalls(LongSupplier calls) {
    registry
        .more()
        .counter("taskworkers.monitoring.calls", Tags.empty(), calls, c -> c.getAsLong());
  }

  /** Records what was seen of a pool and decided on it. */
  public void record(String namespace, String pool, Observation seen, Decision decision) {
    var tags = Tags.of("namespace", namespace, "pool", pool);
    rows.put(namespace + "/" + pool, new Row(tags, seen, decision));
    if (decision.changes()) {
      registry
          .counter("taskworkers.pool.decisions", tags.and("reason", decision.reason().word()))
          .increment();
    }
  }

  /** Drops a pool that is gone. */
  public void forget(String namespace, String pool) {
    rows.remove(namespace + "/" + pool);
  }

  /** In Prometheus' text format. */
  public String text() {
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                rows.values().stream()
                    .map(row -> MultiGauge.Row.of(row.tags(), () -> value.applyAsDouble(row)))
                    .toList(),
                true));
    return registry.scrape();
  }
}
