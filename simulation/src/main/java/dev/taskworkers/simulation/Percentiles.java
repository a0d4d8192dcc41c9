// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import java.util.stream.DoubleStream;

/** Percentiles of measured values by nearest rank; all 0 without a value. */
public record Percentiles(double p50, double p95, double p99, double max) {
  public static Percentiles of(DoubleStream values) {
    var sorted = values.sorted().toArray();
    return new Percentiles(
        rank(sorted, 0.5), rank(sorted, 0.95), rank(sorted, 0.99), rank(sorted, 1));
  }

  private static double rank(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
