// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import java.util.List;

/** Waiting times in seconds: percentiles by nearest rank; all 0 without a task. */
public record Waits(double p50, double p95, double p99, double max) {
  static Waits of(List<Double> seconds) {
    var sorted = seconds.stream().sorted().toList();
    return new Waits(
        percentile(sorted, 0.5),
        percentile(sorted, 0.95),
        percentile(sorted, 0.99),
        percentile(sorted, 1));
  }

  private static double percentile(List<Double> sorted, double share) {
    if (sorted.isEmpty()) {
      return 0;
    }
    var rank = (int) Math.ceil(share * sorted.size()) - 1;
    return Math.round(sorted.get(Math.max(0, rank)) * 1000) / 1000.0;
  }
}
