// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.estimate.Drift;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.runtime.MetricFamily;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A number of a look at a pool that Prometheus reads.
 *
 * @param family with the labels {@code namespace} and {@code pool}
 */
record PoolNumber(MetricFamily family, ToDoubleFunction<PoolLook> value) {
  static final List<PoolNumber> ALL =
      List.of(
          new PoolNumber(
              gauge("replicas_desired", "pods", "Number of pods that the last decision asks for."),
              look -> look.decision().replicas()),
          new PoolNumber(
              gauge(
                  "replicas_wanted",
                  "pods",
                  "Number of pods that the tasks need, before limits apply."),
              look -> look.decision().wanted()),
          new PoolNumber(
              gauge("replicas_ready", "pods", "Number of ready pods."),
              look -> look.seen().observation().pods().ready()),
          new PoolNumber(
              gauge(
                  "replicas_unschedulable",
                  "pods",
                  "Number of pods that wait because no node has room for them."),
              look -> look.seen().observation().pods().unschedulable()),
          new PoolNumber(
              gauge(
                  "replicas_min",
                  "pods",
                  "The current minimum number of pods: minReplicas, or what a schedule asks for."),
              look -> look.policy().floor().replicas()),
          new PoolNumber(
              gauge("replicas_max", "pods", "The maximum number of pods: maxReplicas."),
              look -> look.policy().maxReplicas()),
          new PoolNumber(
              gauge("tasks_waiting", "tasks", "Estimated number of waiting tasks."),
              look -> look.decision().estimate().waiting()),
          new PoolNumber(
              gauge(
                  "tasks_in_flight",
                  "tasks",
                  "Number of tasks that run, or wait in a worker for a slot or the rate limit."),
              look -> look.decision().estimate().running()),
          new PoolNumber(
              gauge(
                  "arrivals_per_second",
                  "tasks per second",
                  "Estimated rate at which tasks arrive."),
              look -> look.decision().estimate().arrivalRate()),
          new PoolNumber(
              gauge(
                  "task_slot_mean_seconds",
                  "seconds",
                  "Mean time for which a task occupies a slot, including the pull that fetches"
                      + " it."),
              look -> look.decision().estimate().taskSeconds()),
          new PoolNumber(
              gauge(
                  "oldest_wait_seconds",
                  "seconds",
                  "Estimated time for which the oldest waiting task has waited, from counted"
                      + " arrivals or from their rate."),
              PoolLook::waitSeconds),
          new PoolNumber(
              gauge(
                  "wait_objective_seconds",
                  "seconds",
                  "The longest time that a task should wait: maxWait."),
              look -> Seconds.of(look.policy().maxWait())),
          new PoolNumber(
              gauge(
                  "workers_unheard",
                  "pods",
                  "Number of ready workers that haven't answered for a minute. NaN with a self"
                      + " handler."),
              look ->
                  look.seen().reporting().map(v -> (double) v.silent().size()).orElse(Double.NaN)),
          new PoolNumber(
              gauge(
                  "backlog_drift",
                  "tasks",
                  "Number of tasks in the newest sample, minus the number that the operator had"
                      + " estimated for that time."),
              look -> look.decision().memory().drift().map(Drift::tasks).orElse(Double.NaN)));

  static MetricFamily gauge(String name, String unit, String meaning, String... labels) {
    return MetricFamily.gauge(
        "taskworkers_pool_" + name,
        unit,
        meaning,
        Stream.concat(Stream.of("namespace", "pool"), Stream.of(labels)).toArray(String[]::new));
  }
}
