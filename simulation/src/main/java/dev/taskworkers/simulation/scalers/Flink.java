// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Monitoring;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Snapshot;
import java.util.ArrayDeque;

/**
 * The autoscaler of Flink's Kubernetes operator, DS2 with a backlog (apache/
 * flink-kubernetes-operator, flink-autoscaler: ScalingMetricEvaluator, JobVertexScaler). Rates and
 * busy time come without delay, and a change does not restart the job as it does there.
 *
 * <pre>
 *   TPR            = input rate / busy share
 *   target(u, r)   = lag/CATCH_UP + (r ? rate·RESTART/CATCH_UP : 0) + rate/u
 *   n'             = ⌈n · target(0.7, r) / TPR⌉, when TPR is outside [target(u_max), target(u_min)]
 * </pre>
 */
final class Flink implements Scaler {
  private static final int STEP_SECONDS = 60;
  private static final int METRICS_WINDOW_SECONDS = 15 * 60;
  private static final int STABILIZATION_SECONDS = 5 * 60;
  private static final double CATCH_UP_SECONDS = 30 * 60;
  private static final double RESTART_SECONDS = 5 * 60;
  private static final int SCALE_DOWN_INTERVAL_SECONDS = 60 * 60;
  private static final double UTILIZATION_TARGET = 0.7;
  private static final double UTILIZATION_MIN = 0.4;
  private static final double UTILIZATION_MAX = 1;
  private static final double MAX_SCALE_DOWN_FACTOR = 0.6;
  private static final double MAX_SCALE_UP_FACTOR = 100_000;
  private static final double LAG_THRESHOLD_SECONDS = 5 * 60;

  private final SimulationConfig config;
  private final ArrayDeque<Snapshot> window = new ArrayDeque<>();
  private int scaledAt = -STABILIZATION_SECONDS;
  private int shrinkSince = -1;
  private int shrinkTo;

  Flink(SimulationConfig config) {
    this.config = config;
  }

  @Override
  public int replicas(Signals signals) {
    var now = signals.now();
    var current = Math.max(1, signals.pods().active());
    if (now % STEP_SECONDS != 0 || now - scaledAt < STABILIZATION_SECONDS) {
      return current;
    }
    window.addLast(signals.rates());
    while (window.size() > METRICS_WINDOW_SECONDS / STEP_SECONDS + 1) {
      window.removeFirst();
    }
    if (window.size() <= METRICS_WINDOW_SECONDS / STEP_SECONDS) {
      return current;
    }
    var replicas = Math.max(1, Math.min(config.maxReplicas(), evaluate(signals, current)));
    var next = replicas < current ? delayShrinking(replicas, current, now) : grow(replicas);
    if (next != current) {
      scaledAt = now;
      shrinkSince = -1;
      window.clear();
    }
    return next;
  }

  private int evaluate(Signals signals, int current) {
    var first = window.getFirst();
    var last = window.getLast();
    var rate = (last.started() - first.started()) / Math.max(1, last.at() - first.at());
    var busyShare =
        window.stream().mapToInt(Snapshot::busy).average().orElse(0)
            / Math.max(1, current * config.slotsPerPod());
    if (busyShare <= 0 || rate <= 0) {
      return 1;
    }
    var trueProcessingRate = rate / Math.min(1, busyShare);
    var lag =
        signals.monitoring().newest(signals.now()).map(Monitoring.Sample::undelivered).orElse(0)
            - last.busy();
    var ingestion = Math.max(rate, 0);
    var catchUp = Math.max(0, lag) / CATCH_UP_SECONDS;
    var restart = ingestion * RESTART_SECONDS / CATCH_UP_SECONDS;
    var behind = lag > LAG_THRESHOLD_SECONDS * ingestion;
    var lowest = catchUp + ingestion / UTILIZATION_MAX;
    var highest =
        behind ? Double.POSITIVE_INFINITY : catchUp + restart + ingestion / UTILIZATION_MIN;
    if (trueProcessingRate >= lowest && trueProcessingRate <= highest) {
      return current;
    }
    var target = catchUp + restart + ingestion / UTILIZATION_TARGET;
    var factor = target / trueProcessingRate;
    var clamped = Math.min(Math.max(factor, 1 - MAX_SCALE_DOWN_FACTOR), 1 + MAX_SCALE_UP_FACTOR);
    return (int) Math.ceil(current * clamped);
  }

  private int grow(int replicas) {
    shrinkSince = -1;
    return replicas;
  }

  /** Shrinks an hour after it was first recommended, to the largest recommendation since. */
  private int delayShrinking(int replicas, int current, int now) {
    if (shrinkSince < 0) {
      shrinkSince = now;
      shrinkTo = replicas;
    }
    shrinkTo = Math.max(shrinkTo, replicas);
    return now - shrinkSince >= SCALE_DOWN_INTERVAL_SECONDS ? shrinkTo : current;
  }
}
