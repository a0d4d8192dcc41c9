// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import java.util.ArrayDeque;

/**
 * Kubernetes' HorizontalPodAutoscaler for one external metric of type AverageValue, as KEDA sets it
 * up (kubernetes/kubernetes, pkg/controller/podautoscaler: replica_calculator.go, horizontal.go).
 */
final class Hpa {
  static final int SYNC_SECONDS = 15;
  private static final double TOLERANCE = 0.1;
  private static final int DOWNSCALE_STABILIZATION_SECONDS = 300;
  private static final int UP_PERIOD_SECONDS = 15;
  private static final int UP_PODS = 4;
  private static final double UP_PERCENT = 100;

  private final double targetAverageValue;
  private final int maxReplicas;
  private final ArrayDeque<Recommendation> recommendations = new ArrayDeque<>();
  private final ArrayDeque<Recommendation> added = new ArrayDeque<>();

  private record Recommendation(int at, int pods) {}

  Hpa(double targetAverageValue, int maxReplicas) {
    this.targetAverageValue = targetAverageValue;
    this.maxReplicas = maxReplicas;
  }

  /** One sync: {@code metric} over all pods, {@code current} pods of at least 1. */
  int sync(double metric, int current, int now) {
    var desired = stabilize(calculate(metric, current), now);
    var replicas = Math.max(1, Math.min(desired, Math.min(maxReplicas, upLimit(current, now))));
    if (replicas > current) {
      added.addLast(new Recommendation(now, replicas - current));
    }
    return replicas;
  }

  private int calculate(double metric, int current) {
    var usageRatio = metric / (targetAverageValue * current);
    return Math.abs(1 - usageRatio) <= TOLERANCE
        ? current
        : (int) Math.ceil(metric / targetAverageValue);
  }

  /** The largest recommendation of the window: down late, up at once. */
  private int stabilize(int recommended, int now) {
    recommendations.removeIf(r -> r.at() <= now - DOWNSCALE_STABILIZATION_SECONDS);
    recommendations.addLast(new Recommendation(now, recommended));
    return recommendations.stream().mapToInt(Recommendation::pods).max().orElse(recommended);
  }

  private int upLimit(int current, int now) {
    added.removeIf(r -> r.at() <= now - UP_PERIOD_SECONDS);
    var periodStart = current - added.stream().mapToInt(Recommendation::pods).sum();
    return Math.max(periodStart + UP_PODS, (int) Math.ceil(periodStart * (1 + UP_PERCENT / 100)));
  }
}
