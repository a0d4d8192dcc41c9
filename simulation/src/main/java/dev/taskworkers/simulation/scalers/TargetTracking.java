// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import java.util.ArrayDeque;

/**
 * Target tracking on the backlog per instance, as the documentation of Amazon EC2 Auto Scaling
 * describes it for SQS: acceptable backlog = acceptable latency / time per message. The metric has
 * no value without an instance, so it keeps one.
 */
final class TargetTracking implements Scaler {
  private static final int DATAPOINTS_TO_GROW = 3;
  private static final int DATAPOINTS_TO_SHRINK = 15;
  private static final double SHRINK_BELOW = 0.9;

  private final SimulationConfig config;
  private final double target;
  private final ArrayDeque<Double> datapoints = new ArrayDeque<>();
  private double newest = -1;

  TargetTracking(SimulationConfig config) {
    this.config = config;
    this.target = config.maxWaitSeconds() / config.taskSeconds() * config.slotsPerPod();
  }

  @Override
  public int replicas(Signals signals) {
    var current = Math.max(1, signals.pods().active());
    var sample = signals.monitoring().newest(signals.now());
    if (sample.isEmpty() || sample.get().at() <= newest) {
      return current;
    }
    newest = sample.get().at();
    var backlogPerInstance = (double) sample.get().undelivered() / current;
    datapoints.addLast(backlogPerInstance);
    if (datapoints.size() > DATAPOINTS_TO_SHRINK) {
      datapoints.removeFirst();
    }
    var proportional = (int) Math.ceil(current * backlogPerInstance / target);
    return mayGrow() || mayShrink()
        ? Math.max(1, Math.min(config.maxReplicas(), proportional))
        : current;
  }

  private boolean mayGrow() {
    return datapoints.size() >= DATAPOINTS_TO_GROW
        && datapoints.stream()
            .skip(datapoints.size() - DATAPOINTS_TO_GROW)
            .allMatch(value -> value > target);
  }

  private boolean mayShrink() {
    return datapoints.size() >= DATAPOINTS_TO_SHRINK
        && datapoints.stream().allMatch(value -> value <= SHRINK_BELOW * target);
  }
}
