// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static dev.taskworkers.e2e.chart.Dashboard.Panel.bands;
import static dev.taskworkers.e2e.chart.Dashboard.Panel.layers;
import static dev.taskworkers.e2e.chart.Dashboard.Panel.lines;
import static dev.taskworkers.e2e.chart.Dashboard.Panel.number;

import dev.taskworkers.e2e.chart.Dashboard.Query;
import java.util.List;

/** The dashboards that the chart brings. */
final class Dashboards {
  private static final String BY_POOL = " by (namespace, pool) ";
  private static final String RATE = "[$__rate_interval]";
  private static final String OF_POOL = "{namespace=\"$namespace\",pool=\"$pool\"}";

  static final List<Dashboard> ALL = List.of(fleet(), pool());

  private Dashboards() {}

  private static Query query(String legend, String expression) {
    return new Query(expression, legend);
  }

  private static Dashboard fleet() {
    return new Dashboard(
        "fleet.json",
        "taskworkers-fleet",
        "Taskworkers: all pools",
        false,
        List.of(
            number(
                "Pools that are not ready",
                "none",
                "Their condition Ready is False.",
                "count(taskworkers_pool_condition{type=\"Ready\",status=\"False\"}) or vector(0)"),
            number(
                "Pools whose tasks wait too long",
                "none",
                "Their oldest task has waited longer than maxWait.",
                "count(max"
                    + BY_POOL
                    + "(taskworkers_pool_oldest_wait_seconds) > max"
                    + BY_POOL
                    + "(taskworkers_pool_wait_objective_seconds)) or vector(0)"),
            number(
                "Pods that are ready",
                "none",
                "Of all pools.",
                "sum(taskworkers_pool_replicas_ready)"),
            number(
                "Operators that lead",
                "none",
                "One, or nothing is scaled.",
                "sum(taskworkers_operator_leader)"),
            lines(
                "Tasks per second",
                "none",
                "What arrives, as estimated, and what is done.",
                query("arrive", "sum(taskworkers_pool_arrivals_per_second)"),
                query(
                    "are done",
                    "sum(rate(taskworkers_pool_tasks_total{event=\"acked\"}" + RATE + "))")),
            lines(
                "Longest wait against maxWait",
                "percentunit",
                "Of the ten worst pools; above 100 % a pool is late.",
                query(
                    "{{namespace}}/{{pool}}",
                    "topk(10, max"
                        + BY_POOL
                        + "(taskworkers_pool_oldest_wait_seconds) / max"
                        + BY_POOL
                        + "(taskworkers_pool_wait_objective_seconds))")),
            lines(
                "Pods",
                "none",
                "Asked for, ready, and without room on any node.",
                query("asked for", "sum(taskworkers_pool_replicas_desired)"),
                query("ready", "sum(taskworkers_pool_replicas_ready)"),
                query("without room", "sum(taskworkers_pool_replicas_unschedulable)")),
            lines(
                "Idle share of pods",
                "percentunit",
                "Time of pods whose slots had no task.",
                query(
                    "idle",
                    "sum(rate(taskworkers_pool_pod_seconds_total{state=\"idle\"}"
                        + RATE
                        + ")) / sum(rate(taskworkers_pool_pod_seconds_total"
                        + RATE
                        + "))")),
            layers(
                "What sets the number of pods",
                "Pools by what has the last word about their pods; nothing: their tasks.",
                query("{{binding}}", "count by (binding) (taskworkers_pool_decision)")),
            lines(
                "Dead letters per second",
                "none",
                "Tasks that are given up.",
                query(
                    "{{namespace}}/{{pool}}",
                    "sum"
                        + BY_POOL
                        + "(rate(taskworkers_pool_tasks_total{event=\"dead_lettered\"}"
                        + RATE
                        + "))")),
            lines(
                "Age of what the operator goes by",
                "s",
                "The oldest of all pools.",
                query("{{signal}}", "max by (signal) (taskworkers_pool_signal_age_seconds)")),
            lines(
                "Questions to Cloud Monitoring per second",
                "none",
                "Over all operators.",
                query(
                    "questions",
                    "sum(rate(taskworkers_operator_monitoring_requests_total" + RATE + "))"))));
  }

  private static String quantile(double share, String times) {
    return "histogram_quantile(%s, sum by (le) (rate(taskworkers_pool_task_%s_seconds_bucket%s%s)))"
        .formatted(share, times, OF_POOL, RATE);
  }

  private static Dashboard pool() {
    return new Dashboard(
        "pool.json",
        "taskworkers-pool",
        "Taskworkers: a pool",
        true,
        List.of(
            lines(
                "Tasks per second",
                "none",
                "What arrives, as estimated, and what is done.",
                query("arrive", "max(taskworkers_pool_arrivals_per_second" + OF_POOL + ")"),
                query(
                    "are done",
                    "sum(rate(taskworkers_pool_tasks_total{namespace=\"$namespace\",pool=\"$pool\",event=\"acked\"}"
                        + RATE
                        + "))")),
            lines(
                "Tasks",
                "none",
                "As estimated.",
                query("wait", "max(taskworkers_pool_tasks_waiting" + OF_POOL + ")"),
                query("run", "max(taskworkers_pool_tasks_in_flight" + OF_POOL + ")")),
            lines(
                "Pods",
                "none",
                "What the tasks need, what is asked for, what is ready, and the limits.",
                query("needed", "max(taskworkers_pool_replicas_wanted" + OF_POOL + ")"),
                query("asked for", "max(taskworkers_pool_replicas_desired" + OF_POOL + ")"),
                query("ready", "max(taskworkers_pool_replicas_ready" + OF_POOL + ")"),
                query("at least", "max(taskworkers_pool_replicas_min" + OF_POOL + ")"),
                query("at most", "max(taskworkers_pool_replicas_max" + OF_POOL + ")")),
            lines(
                "Wait",
                "s",
                "From publication to the first run that a worker knows of, of tasks that have begun.",
                query("half", quantile(0.5, "wait")),
                query("99 of 100", quantile(0.99, "wait")),
                query("maxWait", "max(taskworkers_pool_wait_objective_seconds" + OF_POOL + ")")),
            lines(
                "Late tasks",
                "percentunit",
                "Share of the tasks that began later than maxWait allows, without those that may have"
                    + " run before.",
                query(
                    "late",
                    "clamp_min(sum(rate(taskworkers_pool_tasks_late_total"
                        + OF_POOL
                        + RATE
                        + ")) - sum(rate(taskworkers_pool_tasks_total{namespace=\"$namespace\",pool=\"$pool\",event=\"run_uncounted\"}"
                        + RATE
                        + ")), 0) / sum(rate(taskworkers_pool_task_wait_seconds_count"
                        + OF_POOL
                        + RATE
                        + "))")),
            lines(
                "Run time",
                "s",
                "Of runs that have ended.",
                query("half", quantile(0.5, "duration")),
                query("99 of 100", quantile(0.99, "duration"))),
            lines(
                "Pods by use",
                "none",
                "Busy and idle by the share of their slots that have a task.",
                query(
                    "{{state}}",
                    "sum by (state) (rate(taskworkers_pool_pod_seconds_total"
                        + OF_POOL
                        + RATE
                        + "))")),
            lines(
                "What becomes of tasks, per second",
                "none",
                "A task may be counted under several.",
                query(
                    "{{event}}",
                    "sum by (event) (rate(taskworkers_pool_tasks_total" + OF_POOL + RATE + "))")),
            lines(
                "Age of what the operator goes by",
                "s",
                "The newest sample, the last second that the doorbell has counted, the last"
                    + " decision.",
                query(
                    "{{signal}}",
                    "max by (signal) (taskworkers_pool_signal_age_seconds" + OF_POOL + ")")),
            lines(
                "Changes of pods in ten minutes",
                "none",
                "Decisions that asked for another number of pods, by their reason.",
                query(
                    "{{reason}}",
                    "sum by (reason) (increase(taskworkers_pool_decisions_total"
                        + OF_POOL
                        + "[10m]))")),
            bands(
                "What sets the number of pods",
                "The reason of the last decision, and when it was another one.",
                16,
                query("{{reason}}", "max by (reason) (taskworkers_pool_decision" + OF_POOL + ")")),
            // Prometheus sorts by labels, the first of the alphabet first.
            bands(
                "Conditions",
                "Of the pool's status, and how long each had which status and reason.",
                24,
                query(
                    "{{condition}} is {{status}}: {{reason}}",
                    "max by (condition, status, reason) (label_join(taskworkers_pool_condition"
                        + OF_POOL
                        + ", \"condition\", \"\", \"type\"))"))));
  }
}
