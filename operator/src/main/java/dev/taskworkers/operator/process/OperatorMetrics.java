// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static dev.taskworkers.runtime.MetricFamily.counter;
import static dev.taskworkers.runtime.MetricFamily.gauge;

import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.runtime.Exposition;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.MetricFamily;
import dev.taskworkers.runtime.ProcessMetrics;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What Prometheus reads of the operator: of itself, and of the pools that it follows. */
public final class OperatorMetrics {
  private static final MetricFamily LEADER =
      gauge("taskworkers_operator_leader", "1", "1 if this operator leads, 0 if it stands by.");
  private static final MetricFamily UNWATCHED =
      gauge(
          "taskworkers_operator_namespaces_unwatched",
          "namespaces",
          "Number of namespaces in the chart's value namespaces that the operator isn't"
              + " allowed to watch. Its log names them.");
  private static final MetricFamily MONITORING_REQUESTS =
      counter(
          "taskworkers_operator_monitoring_requests_total",
          "requests",
          "Number of requests to Cloud Monitoring.");
  private static final MetricFamily LOG_LINES_DROPPED =
      counter(
          "taskworkers_operator_log_lines_dropped_total",
          "lines",
          "Number of log lines that the process dropped because nothing read them fast"
              + " enough.");

  private final ProcessMetrics process = new ProcessMetrics("operator", OperatorMetrics.class);
  private final BooleanSupplier leads;
  private final LongSupplier monitoringRequests;
  private final Supplier<PoolControl> pools;

  /**
   * @param leads whether this operator leads
   * @param pools those of the term that is
   */
  OperatorMetrics(
      BooleanSupplier leads, LongSupplier monitoringRequests, Supplier<PoolControl> pools) {
    this.leads = leads;
    this.monitoringRequests = monitoringRequests;
    this.pools = pools;
  }

  /** All that the operator tells, but for what its JVM does. */
  public static List<MetricFamily> families() {
    return Stream.concat(
            PoolMetrics.families().stream(),
            Stream.of(
                LEADER,
                UNWATCHED,
                MONITORING_REQUESTS,
                LOG_LINES_DROPPED,
                ProcessMetrics.BUILD_INFO))
        .toList();
  }

  /** The values of {@code now}. */
  Exposition at(Instant now) {
    var current = pools.get();
    var values =
        new Exposition()
            .add(LEADER, leads.getAsBoolean() ? 1 : 0)
            .add(UNWATCHED, current.unwatchedNamespaces())
            .add(MONITORING_REQUESTS, monitoringRequests.getAsLong())
            .add(LOG_LINES_DROPPED, Logs.dropped());
    current.rows().forEach(row -> PoolMetrics.add(values, row, now));
    return process.addTo(values);
  }
}
