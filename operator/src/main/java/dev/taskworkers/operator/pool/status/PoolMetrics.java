package dev.taskworkers.operator.pool.status;

import static java.util.Map.entry;

import dev.taskworkers.operator.pool.observation.Seen;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.memory.Drift;
import dev.taskworkers.operator.scaling.policy.Policy;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.units.Seconds;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
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
 *   <tr><td>taskworkers_pool_wait_seconds</td><td>how long the oldest task that waits has waited,
 *     as reckoned</td></tr>
 *   <tr><td>taskworkers_pool_wait_objective_seconds</td><td>{@code maxWait}</td></tr>
 *   <tr><td>taskworkers_pool_workers_unheard</td><td>ready workers that have not answered for a
 *     minute; NaN where they are not asked</td></tr>
 *   <tr><td>taskworkers_pool_limited</td><td>1 while a limit sets the number of pods, by reason,
 *     for example {@code Maximum}; absent while none does</td></tr>
 *   <tr><td>taskworkers_pool_inactive</td><td>1 while the pool is not scaled, by reason, for example
 *     {@code Pinned}; absent while it is</td></tr>
 *   <tr><td>taskworkers_pool_decisions_total</td><td>changes of the pods asked for, by reason</td></tr>
 *   <tr><td>taskworkers_monitoring_calls_total</td><td>questions to Cloud Monitoring</td></tr>
 * </table>
 */
public final class PoolMetrics {
  private static final String DECISIONS = "taskworkers.pool.decisions";

  /**
   * One look at a pool.
   *
   * @param news whether another number of pods is asked for than before
   */
  public record Look(Policy policy, Seen seen, Decision decision, boolean news, Instant at) {
    private double waitSeconds() {
      return OldestWait.seconds(seen.arrivals().arrivals(), decision.reckoning(), at);
    }

    private Standing standing() {
      return Standing.of(decision.reason());
    }
  }

  private record Row(Tags tags, Look look) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Row> rows = new ConcurrentHashMap<>();
  private final Map<Standing, MultiGauge> standings =
      Map.of(Standing.LIMITED, gauge("limited"), Standing.INACTIVE, gauge("inactive"));
  private final Map<MultiGauge, ToDoubleFunction<Look>> gauges =
      Map.ofEntries(
          entry(gauge("replicas.desired"), look -> look.decision().replicas()),
          entry(gauge("replicas.ready"), look -> look.seen().observation().pods().ready()),
          entry(gauge("tasks.waiting"), look -> look.decision().reckoning().waiting()),
          entry(gauge("tasks.in.flight"), look -> look.decision().reckoning().inFlight()),
          entry(gauge("arrival.rate"), look -> look.decision().reckoning().arrivalRate()),
          entry(gauge("task.seconds"), look -> look.decision().reckoning().taskSeconds()),
          entry(gauge("wait.seconds"), Look::waitSeconds),
          entry(gauge("wait.objective.seconds"), look -> Seconds.of(look.policy().maxWait())),
          entry(
              gauge("workers.unheard"),
              look -> look.seen().voices().map(v -> (double) v.silent().size()).orElse(Double.NaN)),
          entry(
              gauge("backlog.drift"),
              look -> look.decision().memory().drift().map(Drift::tasks).orElse(Double.NaN)),
          entry(
              gauge("backlog.fresh"),
              look -> look.seen().backlog().backlog().state() == Backlog.State.FRESH ? 1 : 0));

  private MultiGauge gauge(String name) {
    return MultiGauge.builder("taskworkers.pool." + name).register(registry);
  }

  /** Shows a total that is counted elsewhere. */
  public void monitoringCalls(LongSupplier calls) {
    registry
        .more()
        .counter("taskworkers.monitoring.calls", Tags.empty(), calls, c -> c.getAsLong());
  }

  /** Records a look at a pool. */
  public void record(String namespace, String pool, Look look) {
    var tags = tags(namespace, pool);
    rows.put(namespace + "/" + pool, new Row(tags, look));
    if (look.news()) {
      registry.counter(DECISIONS, tags.and("reason", look.decision().reason().word())).increment();
    }
  }

  private static Tags tags(String namespace, String pool) {
    return Tags.of("namespace", namespace, "pool", pool);
  }

  /** Drops a pool that is gone. */
  public void forget(String namespace, String pool) {
    rows.remove(namespace + "/" + pool);
    registry.find(DECISIONS).tags(tags(namespace, pool)).counters().forEach(registry::remove);
  }

  /** In Prometheus' text format. */
  public String text() {
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                rows.values().stream()
                    .map(
                        row -> MultiGauge.Row.of(row.tags(), () -> value.applyAsDouble(row.look())))
                    .toList(),
                true));
    standings.forEach(
        (standing, gauge) ->
            gauge.register(
                rows.values().stream()
                    .filter(row -> row.look().standing() == standing)
                    .map(row -> MultiGauge.Row.of(reason(row), () -> 1))
                    .toList(),
                true));
    return registry.scrape();
  }

  private static Tags reason(Row row) {
    return row.tags().and("reason", row.look().decision().reason().word());
  }
}
