// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.simulation.world.Monitoring;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import java.util.ArrayDeque;

/**
 * Knative's pod autoscaler (knative/serving, pkg/autoscaler/scaling/autoscaler.go) with the backlog
 * in the place of the concurrency that its queue proxies would measure.
 */
final class Knative implements Scaler {
  private static final int TICK_SECONDS = 2;
  private static final int STABLE_WINDOW_SECONDS = 60;
  private static final int PANIC_WINDOW_SECONDS = 6;
  private static final double PANIC_THRESHOLD = 2;
  private static final double TARGET_UTILIZATION = 0.7;
  private static final double MAX_SCALE_UP_RATE = 1000;
  private static final double MAX_SCALE_DOWN_RATE = 2;
  private static final int SCALE_TO_ZERO_GRACE_SECONDS = 30;

  private final SimulationConfig config;
  private final ArrayDeque<Integer> window = new ArrayDeque<>();
  private boolean panicking;
  private int panicTime;
  private int maxPanicPods;
  private int lastActive;

  Knative(SimulationConfig config) {
    this.config = config;
  }

  @Override
  public int replicas(Signals signals) {
    var now = signals.now();
    var metric = signals.monitoring().newest(now).map(Monitoring.Sample::undelivered);
    if (now % TICK_SECONDS != 0 || metric.isEmpty()) {
      return signals.pods().active();
    }
    window.addLast(metric.get());
    if (window.size() > STABLE_WINDOW_SECONDS / TICK_SECONDS) {
      window.removeFirst();
    }
    var desired = Math.min(config.maxReplicas(), scale(Math.max(1, signals.pods().ready()), now));
    if (desired > 0 || now - lastActive < SCALE_TO_ZERO_GRACE_SECONDS) {
      lastActive = desired > 0 ? now : lastActive;
      return desired > 0 ? desired : Math.min(1, signals.pods().active());
    }
    return 0;
  }

  private int scale(int ready, int now) {
    var maxScaleUp = Math.ceil(MAX_SCALE_UP_RATE * ready);
    var maxScaleDown = Math.floor(ready / MAX_SCALE_DOWN_RATE);
    var target = TARGET_UTILIZATION * config.slotsPerPod();
    var stable = Math.ceil(mean(STABLE_WINDOW_SECONDS) / target);
    var panic = Math.ceil(mean(PANIC_WINDOW_SECONDS) / target);
    var desiredStable = (int) Math.min(Math.max(stable, maxScaleDown), maxScaleUp);
    var desiredPanic = (int) Math.min(Math.max(panic, maxScaleDown), maxScaleUp);
    var overThreshold = panic / ready >= PANIC_THRESHOLD;
    if (overThreshold) {
      panicking = true;
      panicTime = now;
    } else if (panicking && now - panicTime >= STABLE_WINDOW_SECONDS) {
      panicking = false;
      maxPanicPods = 0;
    }
    if (!panicking) {
      return desiredStable;
    }
    if (desiredPanic > maxPanicPods) {
      panicTime = now;
      maxPanicPods = desiredPanic;
    }
    return maxPanicPods;
  }

  private double mean(int seconds) {
    var last = Math.min(window.size(), seconds / TICK_SECONDS);
    return window.stream()
        .skip(window.size() - last)
        .mapToInt(Integer::intValue)
        .average()
        .orElse(0);
  }
}
