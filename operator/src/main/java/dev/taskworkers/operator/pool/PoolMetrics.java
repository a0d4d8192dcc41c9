package dev.taskworkers.operator.pool;

import static java.util.Map.entry;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Standing;
import dev.taskworkers.operator.scaling.estimate.Drift;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus reads of the pools, and of the questions to Cloud Monitoring. Labels are {@code
 * namespace} and {@code pool}, and {@code reason} where it says so.
 */
public final class PoolMetrics {
  private static final String DECISIONS = "taskworkers.pool.decisions";

  /** One look at a pool. */
  public record Look(Policy policy, PoolSnapshot seen, Decision decision, Instant at) {
    double waitSeconds() {
      return OldestWait.seconds(seen.arrivals().arrivals(), decision.estimate(), at);
    }

    private Standing standing() {
      return decision.reason().standing();
    }
  }

  /**
   * What is shown of one pool.
   *
   * @param look the last one; empty where the pool is refused
   * @param ready whether it can work; empty before the first look
   */
  public record Row(String namespace, String pool, Optional<Look> look, Optional<Boolean> ready) {
    private Tags tags() {
      return PoolMetrics.tags(namespace, pool);
    }
  }

  private record Seeing(Tags tags, Look look) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MultiGauge ready = gauge("ready", "1 while the pool's condition Ready is True");
  private final Map<Standing, MultiGauge> standings =
      Map.of(
          Standing.LIMITED, gauge("limited", "1 while a limit sets the number of pods, by reason"),
          Standing.INACTIVE, gauge("inactive", "1 while the pool is not scaled, by reason"));
  private final Map<MultiGauge, ToDoubleFunction<Look>> gauges =
      Map.ofEntries(
          entry(
              gauge("replicas.desired", "pods that the last decision asks for"),
              look -> look.decision().replicas()),
          entry(
              gauge("replicas.ready", "pods that are ready"),
              look -> look.seen().observation().pods().ready()),
          entry(
              gauge("tasks.waiting", "tasks that wait, as estimated"),
              look -> look.decision().estimate().waiting()),
          entry(
              gauge("tasks.in.flight", "tasks that run"),
              look -> look.decision().estimate().inFlight()),
          entry(
              gauge("arrival.rate", "tasks per second"),
              look -> look.decision().estimate().arrivalRate()),
          entry(
              gauge("task.seconds", "mean duration of a task"),
              look -> look.decision().estimate().taskSeconds()),
          entry(
              gauge("wait.seconds", "how long the oldest task that waits has waited, as estimated"),
              Look::waitSeconds),
          entry(
              gauge("wait.objective.seconds", "maxWait"),
              look -> Seconds.of(look.policy().maxWait())),
          entry(
              gauge("workers.unheard", "ready workers that have not answered for a minute"),
              look ->
                  look.seen().reporting().map(v -> (double) v.silent().size()).orElse(Double.NaN)),
          entry(
              gauge("backlog.drift", "tasks that the newest sample has more than were estimated"),
              look -> look.decision().memory().drift().map(Drift::tasks).orElse(Double.NaN)),
          entry(
              gauge("backlog.fresh", "1 while Monitoring's samples can be used"),
              look -> look.seen().backlog().backlog().state() == Backlog.State.FRESH ? 1 : 0),
          entry(
              gauge("backlog.quiet", "1 while there are no samples for want of tasks"),
              look -> Quiet.is(look.seen(), look.decision()) ? 1 : 0));

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder("taskworkers.pool." + name)
        .description(description)
        .register(registry);
  }

  /** Shows a total that is counted elsewhere. */
  public void monitoringCalls(LongSupplier calls) {
    registry
        .more()
        .counter("taskworkers.monitoring.calls", Tags.empty(), calls, c -> c.getAsLong());
  }

  /** Shows how many namespaces are left out because the operator may not watch them. */
  public void unwatchedNamespaces(IntSupplier count) {
    Gauge.builder("taskworkers.namespaces.unwatched", count::getAsInt)
        .description("namespaces that the operator is told to watch and may not")
        .register(registry);
  }

  /** Counts a decision that asks for another number of pods than the one before. */
  public void count(String namespace, String pool, Decision decision) {
    Counter.builder(DECISIONS)
        .description("changes of the pods asked for, by reason")
        .tags(tags(namespace, pool).and("reason", decision.reason().word()))
        .register(registry)
        .increment();
  }

  private static Tags tags(String namespace, String pool) {
    return Tags.of("namespace", namespace, "pool", pool);
  }

  /** Drops what was counted of a pool that is gone. */
  public void forget(String namespace, String pool) {
    registry.find(DECISIONS).tags(tags(namespace, pool)).counters().forEach(registry::remove);
  }

  /** In Prometheus' text format. */
  public String text(Collection<Row> pools) {
    var seen =
        pools.stream()
            .flatMap(row -> row.look().map(look -> new Seeing(row.tags(), look)).stream())
            .toList();
    gauges.forEach(
        (gauge, value) ->
            gauge.register(
                seen.stream()
                    .map(
                        row -> MultiGauge.Row.of(row.tags(), () -> value.applyAsDouble(row.look())))
                    .toList(),
                true));
    ready.register(
        pools.stream()
            .filter(row -> row.ready().isPresent())
            .map(row -> MultiGauge.Row.of(row.tags(), () -> row.ready().get() ? 1 : 0))
            .toList(),
        true);
    standings.forEach(
        (standing, gauge) ->
            gauge.register(
                seen.stream()
                    .filter(row -> row.look().standing() == standing)
                    .map(row -> MultiGauge.Row.of(reason(row), () -> 1))
                    .toList(),
                true));
    return registry.scrape();
  }

  private static Tags reason(Seeing row) {
    return row.tags().and("reason", row.look().decision().reason().word());
  }
}
