// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.estimate.Drift;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.runtime.metrics.MetricFamily;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A number of a look at a pool that Prometheus reads.
 *
 * @param family with the labels {@code namespace} and {@code pool}
 */
record PoolNumber(MetricFamily family, ToDoubleFunction<PoolMetrics.Look> value) {
  static final List<PoolNumber> ALL =
      List.of(
          new PoolNumber(
              gauge("replicas_desired", "pods", "pods that the last decision asks for"),
              look -> look.decision().replicas()),
          new PoolNumber(
              gauge("replicas_wanted", "pods", "pods that are needed before limits"),
              look -> look.decision().wanted()),
          new PoolNumber(
              gauge("replicas_ready", "pods", "pods that are ready"),
              look -> look.seen().observation().pods().ready()),
          new PoolNumber(
              gauge("replicas_unschedulable", "pods", "pods that no node has room for"),
              look -> look.seen().observation().pods().unschedulable()),
          new PoolNumber(
              gauge("replicas_min", "pods", "minReplicas, or what a schedule asks for now"),
              look -> look.policy().floor().replicas()),
          new PoolNumber(
              gauge("replicas_max", "pods", "maxReplicas"), look -> look.policy().maxReplicas()),
          new PoolNumber(
              gauge("tasks_waiting", "tasks", "tasks that wait, as estimated"),
              look -> look.decision().estimate().waiting()),
          new PoolNumber(
              gauge("tasks_in_flight", "tasks", "tasks that run"),
              look -> look.decision().estimate().inFlight()),
          new PoolNumber(
              gauge("arrivals_per_second", "tasks per second", "tasks that arrive, as estimated"),
              look -> look.decision().estimate().arrivalRate()),
          new PoolNumber(
              gauge(
                  "task_slot_mean_seconds",
                  "seconds",
                  "how long a task holds a slot on average, with the pull that brings it"),
              look -> look.decision().estimate().taskSeconds()),
          new PoolNumber(
              gauge(
                  "oldest_wait_seconds",
                  "seconds",
                  "how long the oldest task that waits has waited, as estimated from counted"
                      + " arrivals, or from their rate"),
              PoolMetrics.Look::waitSeconds),
          new PoolNumber(
              gauge("wait_objective_seconds", "seconds", "maxWait"),
              look -> Seconds.of(look.policy().maxWait())),
          new PoolNumber(
              gauge(
                  "workers_unheard",
                  "pods",
                  "ready workers that have not answered for a minute; NaN with a self handler"),
              look ->
                  look.seen().reporting().map(v -> (double) v.silent().size()).orElse(Double.NaN)),
          new PoolNumber(
              gauge(
                  "backlog_drift",
                  "tasks",
                  "tasks that the newest sample has more than were estimated for its time"),
              look -> look.decision().memory().drift().map(Drift::tasks).orElse(Double.NaN)));

  static MetricFamily gauge(String name, String unit, String meaning, String... labels) {
    return MetricFamily.gauge(
        "taskworkers_pool_" + name,
        unit,
        meaning,
        Stream.concat(Stream.of("namespace", "pool"), Stream.of(labels)).toArray(String[]::new));
  }
}
