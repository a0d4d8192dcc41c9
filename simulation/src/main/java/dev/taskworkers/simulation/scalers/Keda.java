// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Monitoring;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;

/**
 * KEDA's {@code gcp-pubsub} scaler (kedacore/keda, pkg/scalers/gcp_pubsub_scaler.go and
 * pkg/scaling/executor): a loop between 0 and 1, the HPA above. It is given the newest sample that
 * is shown, although its own query, {@code within 2m}, would often find none.
 */
final class Keda implements Scaler {
  /** {@code value} when nothing else is said. */
  static final double DEFAULT_VALUE = 10;

  /** The metric counts running tasks, so this share of the slots makes it a target utilization. */
  private static final double TUNED_SHARE = 0.7;

  private static final int POLLING_SECONDS = 30;
  private static final int COOLDOWN_SECONDS = 300;

  private final Hpa hpa;
  private int lastActive;

  Keda(double value, int maxReplicas) {
    this.hpa = new Hpa(value, maxReplicas);
  }

  static Keda tuned(SimulationConfig config) {
    return new Keda(TUNED_SHARE * config.slotsPerPod(), config.maxReplicas());
  }

  @Override
  public int replicas(Signals signals) {
    var now = signals.now();
    var replicas = signals.pods().active();
    var metric = signals.monitoring().newest(now).map(Monitoring.Sample::undelivered);
    if (metric.isEmpty()) {
      return replicas;
    }
    if (now % POLLING_SECONDS == 0) {
      replicas = activate(metric.get() > 0, replicas, now);
    }
    return replicas > 0 && now % Hpa.SYNC_SECONDS == 0
        ? hpa.sync(metric.get(), replicas, now)
        : replicas;
  }

  private int activate(boolean active, int replicas, int now) {
    if (active) {
      lastActive = now;
      return Math.max(1, replicas);
    }
    return now - lastActive > COOLDOWN_SECONDS ? 0 : replicas;
  }
}
