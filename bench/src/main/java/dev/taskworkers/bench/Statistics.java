// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.simulation.Percentiles;
import java.util.List;

/** What all benchmarks do with the values that they measure. */
final class Statistics {
  private Statistics() {}

  static Percentiles percentiles(List<Double> values) {
    return Percentiles.of(values.stream().mapToDouble(Double::doubleValue));
  }

  /** To two decimals. */
  public static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
