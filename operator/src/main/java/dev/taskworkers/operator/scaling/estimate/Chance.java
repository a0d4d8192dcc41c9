// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

/** How far a count of events that come independently may be from what is expected. */
final class Chance {
  /** Standard deviations of a Poisson count that are nothing but chance. */
  static final double DEVIATIONS = 2.5;

  private Chance() {}

  /** In events; one more is expected, so that none is no certainty. */
  static double of(double expected) {
    return DEVIATIONS * Math.sqrt(expected + 1);
  }
}
