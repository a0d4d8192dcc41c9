// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/**
 * The mean of the longest time in which a rate has not changed: a window is taken instead of a
 * shorter one while none of the shorter ones counted more or less than chance allows, two and a
 * half standard deviations of a Poisson count. So noise does not show, and a burst shows at once.
 *
 * @param perSecond events per second; 0 or more
 * @param lastedSeconds for how long they have come at that rate, as far as it was looked at
 * @param mayCome the most that may come at that rate, by what came before; empty where that tells
 *     nothing
 * @param againPerSecond how many of them are tasks that came again; 0 or more
 * @param mayComeAgain tasks that are there to come again
 */
public record SteadyRate(
    double perSecond,
    double lastedSeconds,
    OptionalDouble mayCome,
    double againPerSecond,
    double mayComeAgain) {
  /** Rates of arrivals are looked at for no longer. */
  public static final int LONGEST_SECONDS = 240;

  /** Of tasks that come for the first time, any number of them. */
  public SteadyRate(double perSecond, double lastedSeconds) {
    this(perSecond, lastedSeconds, OptionalDouble.empty(), 0, 0);
  }

  /**
   * The most events in so many seconds that chance explains. One task that fails again and again
   * makes a rate, but it is no more than one task; and a burst that is like an earlier one is
   * expected to be over when that one was.
   */
  public double mostWithin(double seconds) {
    return within(seconds, Chance.DEVIATIONS);
  }

  /** How many events are expected in so many seconds, within the bounds of {@link #mostWithin}. */
  public double meanWithin(double seconds) {
    return within(seconds, 0);
  }

  private double within(double seconds, double deviations) {
    var again = Math.min(most(againPerSecond * seconds, deviations), mayComeAgain);
    var expected = Math.max(0, perSecond - againPerSecond) * seconds;
    var first = Math.min(most(expected, deviations), mayCome.orElse(Double.POSITIVE_INFINITY));
    return Math.min(most(perSecond * seconds, deviations), first + again);
  }

  private static double most(double expected, double deviations) {
    return expected + deviations * Math.sqrt(expected);
  }

  /**
   * Events per second, and for how long they have come at that rate.
   *
   * @param windows lengths in seconds, ascending
   * @param count events in the last so many seconds; NaN where nobody counted
   */
  static SteadyRate of(int[] windows, IntToDoubleFunction count) {
    var counts = new double[windows.length];
    double rate = 0;
    double lasted = 0;
    for (var i = 0; i < windows.length; i++) {
      counts[i] = count.applyAsDouble(windows[i]);
      var mean = counts[i] / windows[i];
      if (i > 0 && !explains(mean, windows, counts, i)) {
        break;
      }
      if (!Double.isNaN(mean)) {
        rate = mean;
        lasted = windows[i];
      }
    }
    return new SteadyRate(rate, lasted);
  }

  private static boolean explains(double mean, int[] windows, double[] counts, int longest) {
    for (var i = 0; i < longest; i++) {
      var expected = mean * windows[i];
      if (Math.abs(counts[i] - expected) > Chance.of(expected)) {
        return false;
      }
    }
    return true;
  }
}
