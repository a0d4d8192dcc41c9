// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Times of single tasks from rates: a Poisson process whose rate is constant within each step. */
public final class PoissonArrivals {
  private PoissonArrivals() {}

  /**
   * Offsets from the start, ascending.
   *
   * @param rates tasks per second, one for each step of equal length
   * @param length of all steps together
   */
  public static List<Duration> times(List<Double> rates, Duration length, long seed) {
    var random = new SplittableRandom(seed);
    var step = length.toNanos() / 1e9 / rates.size();
    var times = new ArrayList<Duration>();
    // The next task comes when the integral of the rate has grown by a unit exponential.
    var toGo = exponential(random);
    for (var i = 0; i < rates.size(); i++) {
      var rate = rates.get(i);
      var at = 0.0;
      while (rate > 0 && at + toGo / rate < step) {
        at += toGo / rate;
        times.add(Duration.ofNanos((long) ((i * step + at) * 1e9)));
        toGo = exponential(random);
      }
      toGo -= rate * (step - at);
    }
    return times;
  }

  /** Of mean 1. */
  static double exponential(RandomGenerator random) {
    return -Math.log(1 - random.nextDouble());
  }
}
