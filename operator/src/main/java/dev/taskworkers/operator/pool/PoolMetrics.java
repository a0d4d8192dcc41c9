// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static dev.taskworkers.runtime.MetricFamily.counter;
import static dev.taskworkers.runtime.MetricFamily.histogram;

import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.signals.workers.DurationCounts;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.runtime.Exposition;
import dev.taskworkers.runtime.MetricFamily;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Prometheus reads of a pool. */
public final class PoolMetrics {
  private static final MetricFamily CONDITION =
      PoolNumber.gauge(
          "condition",
          "1",
          "1 for each condition in the pool's status.",
          "type",
          "status",
          "reason");
  private static final MetricFamily DECISION =
      PoolNumber.gauge(
          "decision",
          "1",
          "1 for the last decision: what sets the number of pods (nothing, limit, guard,"
              + " or signal), and the reason.",
          "binding",
          "reason");
  private static final MetricFamily SIGNAL_AGE =
      PoolNumber.gauge(
          "signal_age_seconds",
          "seconds",
          "Age of the newest sample from Cloud Monitoring, of the last second that the"
              + " doorbell has counted, and of the last decision.",
          "signal");
  private static final MetricFamily DECISIONS =
      counter(
          "taskworkers_pool_decisions_total",
          "decisions",
          "Number of decisions that changed the desired number of pods.",
          "namespace",
          "pool",
          "reason");
  private static final MetricFamily TASKS =
      counter(
          "taskworkers_pool_tasks_total",
          "events",
          "Number of events in the lives of tasks, over all workers. One task can cause"
              + " several events.",
          "namespace",
          "pool",
          "event");
  private static final MetricFamily LATE =
      counter(
          "taskworkers_pool_tasks_late_total",
          "tasks",
          "Number of first runs that began later than maxWait after the publication of their"
              + " task. Waits in the histogram bucket that contains maxWait don't count. Without"
              + " a dead-letter policy on the subscription, a run in another pod after a failure"
              + " or an interruption counts, too.",
          "namespace",
          "pool");
  private static final MetricFamily POD_SECONDS =
      counter(
          "taskworkers_pool_pod_seconds_total",
          "seconds",
          "Time that pods have existed before they were told to stop, split into busy and"
              + " idle by the share of their slots that ran a task.",
          "namespace",
          "pool",
          "state");

  /**
   * Limits of the buckets that are shown, every one of which is a limit of {@link Distribution}. Of
   * many pools buckets are most of what Prometheus keeps, so there are about as many as its own
   * libraries make by default; nobody reads a quantile of hours to the minute.
   */
  static final List<Double> LIMITS =
      List.of(0.01, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 21600.0);

  private static final MetricFamily WAIT =
      histogram(
          "taskworkers_pool_task_wait_seconds",
          "Time from the publication of a task to its first run that a worker knows of, over all"
              + " workers. Without a dead-letter policy on the subscription, a worker doesn't know"
              + " of runs in other pods.",
          "namespace",
          "pool");
  private static final MetricFamily DURATION =
      histogram(
          "taskworkers_pool_task_duration_seconds",
          "Duration of the runs of tasks, over all workers.",
          "namespace",
          "pool");

  /**
   * Those that say how tasks end, and how many that run again will look late; what else happens to
   * tasks is told by the workers themselves.
   */
  private static final List<TaskEvent> SHOWN =
      List.of(
          TaskEvent.ACKED,
          TaskEvent.FAILED,
          TaskEvent.RETRIED,
          TaskEvent.DEAD_LETTERED,
          TaskEvent.DROPPED,
          TaskEvent.LEASE_LOST,
          TaskEvent.RUN_UNCOUNTED);

  private PoolMetrics() {}

  /**
   * What is shown of one pool.
   *
   * @param look the last one; empty where the pool is refused
   * @param conditions as its status has them; none before the first look
   * @param counts since the operator follows it
   */
  public record Row(
      String namespace,
      String pool,
      Optional<PoolLook> look,
      List<Condition> conditions,
      PoolAccount.Counts counts) {
    public Row {
      conditions = List.copyOf(conditions);
    }

    private String[] labels(String... more) {
      return Stream.concat(Stream.of(namespace, pool), Stream.of(more)).toArray(String[]::new);
    }
  }

  /** All that is told of a pool. */
  public static List<MetricFamily> families() {
    return Stream.of(
            Stream.of(CONDITION, DECISION),
            PoolNumber.ALL.stream().map(PoolNumber::family),
            Stream.of(SIGNAL_AGE, WAIT, LATE, DURATION, TASKS, POD_SECONDS, DECISIONS))
        .flatMap(each -> each)
        .toList();
  }

  /** Adds the values of {@code now}; a pool that is refused has conditions and counts alone. */
  public static void add(Exposition values, Row row, Instant now) {
    row.conditions()
        .forEach(
            condition ->
                values.add(
                    CONDITION,
                    1,
                    row.labels(condition.getType(), condition.getStatus(), condition.getReason())));
    row.look().ifPresent(look -> add(values, row, look, now));
    add(values, row, row.counts());
  }

  private static void add(Exposition values, Row row, PoolLook look, Instant now) {
    var reason = look.decision().reason();
    values.add(DECISION, 1, row.labels(reason.binding().word(), reason.word()));
    PoolNumber.ALL.forEach(
        number -> values.add(number.family(), number.value().applyAsDouble(look), row.labels()));
    values.add(SIGNAL_AGE, age(look.at(), now), row.labels("decision"));
    look.seen()
        .backlog()
        .backlog()
        .newest()
        .ifPresent(sample -> values.add(SIGNAL_AGE, age(sample.at(), now), row.labels("sample")));
    var arrivals = look.seen().arrivals().arrivals();
    if (arrivals.countedFrom().isPresent()) {
      values.add(SIGNAL_AGE, age(arrivals.countedUntil(), now), row.labels("doorbell"));
    }
  }

  private static double age(Instant at, Instant now) {
    return Math.max(0, Seconds.of(Duration.between(at, now)));
  }

  private static void add(Exposition values, Row row, PoolAccount.Counts counts) {
    counts
        .decisions()
        .forEach((reason, count) -> values.add(DECISIONS, count, row.labels(reason.word())));
    add(values, WAIT, row, counts.work().waits());
    values.add(LATE, counts.late(), row.labels());
    add(values, DURATION, row, counts.work().runs());
    SHOWN.forEach(
        event ->
            values.add(TASKS, counts.work().events().get(event), row.labels(event.metricLabel())));
    counts
        .pods()
        .ifPresent(
            time -> {
              values.add(POD_SECONDS, time.busySeconds(), row.labels("busy"));
              values.add(POD_SECONDS, time.idleSeconds(), row.labels("idle"));
            });
  }

  /** Of a pool that has had no task there is none: of many pools they are most of the text. */
  private static void add(Exposition values, MetricFamily family, Row row, DurationCounts times) {
    if (times.count() > 0) {
      values.add(family, LIMITS, times.within(LIMITS), times.seconds(), row.labels());
    }
  }
}
