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

  /**
   * How many more events there were than in as long a time before; 0 while chance explains it, or
   * nobody has counted. After a time with none, be it one event, all of them are.
   *
   * @param lately NaN where nobody has counted
   * @param before NaN where nobody has counted
   */
  static double atOnce(double lately, double before) {
    var more = lately - (Double.isNaN(before) ? 0 : before);
    return more > (before == 0 ? 0 : of(lately)) ? more : 0;
  }
}
