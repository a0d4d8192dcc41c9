// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.Random;

/** How long tasks take. */
interface Durations {
  double seconds(Random random);

  /** The mean, and up to 30 % more or less. */
  static Durations about(double mean) {
    return random -> mean * (0.7 + 0.6 * random.nextDouble());
  }

  /** Log-normal: half take less than the median, a few very much more. */
  static Durations logNormal(double median, double sigma) {
    return random -> median * Math.exp(sigma * random.nextGaussian());
  }
}
