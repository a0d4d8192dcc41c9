// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import java.util.Arrays;

/**
 * The smoothest curve between a lower and an upper one: of all ways to start every task between its
 * arrival and its deadline the one whose rate varies least, and so needs the fewest slots (the
 * speed scaling schedule of Yao, Demers and Shenker, FOCS 1995, for equal slacks).
 */
final class TautString {
  private final double[] lower;
  private final double[] upper;
  private final double[] slopes;

  /** A string over steps 0 … n; both curves end in the same point. */
  TautString(double[] lower, double[] upper) {
    this.lower = lower.clone();
    this.upper = upper.clone();
    this.slopes = new double[lower.length];
  }

  /** The slope of the string within each step. */
  double[] slopes() {
    var from = 0;
    var height = lower[0];
    while (from < lower.length - 1) {
      var knot = nextKnot(from, height);
      var slope = (knot.height() - height) / (knot.step() - from);
      Arrays.fill(slopes, from, knot.step(), slope);
      from = knot.step();
      height = knot.height();
    }
    return slopes.clone();
  }

  private record Knot(int step, double height) {}

  /** Looks as far as a straight line fits; it bends at the bound that lies in the way. */
  private Knot nextKnot(int from, double height) {
    var steepest = Double.NEGATIVE_INFINITY;
    var flattest = Double.POSITIVE_INFINITY;
    var atLower = from + 1;
    var atUpper = from + 1;
    for (var step = from + 1; step < lower.length; step++) {
      var least = (lower[step] - height) / (step - from);
      var most = (upper[step] - height) / (step - from);
      if (least > flattest) {
        return new Knot(atUpper, upper[atUpper]);
      }
      if (most < steepest) {
        return new Knot(atLower, lower[atLower]);
      }
      if (least >= steepest) {
        steepest = least;
        atLower = step;
      }
      if (most <= flattest) {
        flattest = most;
        atUpper = step;
      }
    }
    return new Knot(lower.length - 1, lower[lower.length - 1]);
  }
}
