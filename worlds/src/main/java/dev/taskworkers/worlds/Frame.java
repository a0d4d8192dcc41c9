// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.Disturbance;
import java.util.Random;

/**
 * What the items of a world have in common.
 *
 * @param loadUntil when the last task of the load is published, seconds
 * @param taskSeconds how long a task takes on average
 * @param pods that the load needs, about
 */
record Frame(double loadUntil, double taskSeconds, double pods) {
  /** A time at which something may begin to go wrong. */
  double begin(Random random) {
    return Math.rint(120 + (loadUntil - 240) * random.nextDouble());
  }

  /** When something is over that begins then and lasts that long, by chance for good. */
  double end(Random random, double from, double least, double most, double forGood) {
    var lasting = least * StrictMath.pow(most / least, random.nextDouble());
    return random.nextDouble() < forGood ? Disturbance.NEVER : Math.rint(from + lasting);
  }
}
