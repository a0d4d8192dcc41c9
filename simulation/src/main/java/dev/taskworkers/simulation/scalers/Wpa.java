// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Monitoring.Sample;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import java.util.List;

/**
 * The WorkerPodAutoscaler (practo/k8s-worker-pod-autoscaler, controller.go): backlog per worker
 * with a floor by the rate of messages sent. It is told the true seconds per job, and learns
 * without delay how many workers are idle.
 */
final class Wpa implements Scaler {
  private static final int RESYNC_SECONDS = 20;
  private static final int SCALE_DOWN_DELAY_SECONDS = 600;
  private static final double TOLERANCE = 0.1;

  /** As the tuned KEDA, so that both aim at the same utilization. */
  private static final double TARGET_SHARE_OF_SLOTS = 0.7;

  private final SimulationConfig config;
  private final double targetMessagesPerWorker;
  private int lastScale = -SCALE_DOWN_DELAY_SECONDS;

  Wpa(SimulationConfig config) {
    this.config = config;
    this.targetMessagesPerWorker = TARGET_SHARE_OF_SLOTS * config.slotsPerPod();
  }

  @Override
  public int replicas(Signals signals) {
    var current = signals.pods().active();
    var samples = signals.monitoring().shown(signals.now());
    if (signals.now() % RESYNC_SECONDS != 0 || samples.isEmpty()) {
      return current;
    }
    var desired = Math.min(config.maxReplicas(), desired(samples, signals));
    var tooSoon = signals.now() - lastScale < SCALE_DOWN_DELAY_SECONDS;
    if (desired == current || (desired < current && tooSoon)) {
      return current;
    }
    lastScale = signals.now();
    return desired;
  }

  private int desired(List<Sample> samples, Signals signals) {
    var current = signals.pods().active();
    var sentPerMinute = sentPerMinute(samples);
    var secondsToProcessOneJob = config.taskSeconds() / config.slotsPerPod();
    var minWorkers = (int) Math.ceil(secondsToProcessOneJob * sentPerMinute / 60);
    var queueMessages = samples.get(samples.size() - 1).undelivered();
    if (queueMessages > 0) {
      var workers = (int) Math.ceil(queueMessages / targetMessagesPerWorker);
      var tooSmall = current > 0 && Math.abs(workers - current) <= TOLERANCE * current;
      return Math.max(minWorkers, tooSmall ? current : workers);
    }
    if (sentPerMinute > 0) {
      return minWorkers;
    }
    return signals.pods().idle() == current ? 0 : minWorkers;
  }

  private static double sentPerMinute(List<Sample> samples) {
    if (samples.size() < 2) {
      return 0;
    }
    var last = samples.get(samples.size() - 1);
    var before = samples.get(samples.size() - 2);
    return (last.published() - before.published()) * 60 / (last.at() - before.at());
  }
}
