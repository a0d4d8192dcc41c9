// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.util.List;

/** What all benchmarks do with the values that they measure. */
final class Statistics {
  private Statistics() {}

  /** The smallest value that this part of the values does not exceed. */
  public static double quantile(List<Double> values, double part) {
    var sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.max(0, Math.ceil(part * sorted.size()) - 1));
  }

  /** To two decimals. */
  public static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
