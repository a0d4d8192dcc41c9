// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.simulation.world.Wishes;

/**
 * What can be tried of a pool's settings.
 *
 * @param concurrency tasks at once in a pod
 */
public record Settings(@JsonUnwrapped Wishes wishes, int concurrency) {
  /**
   * @throws IllegalArgumentException with what was expected and what came
   */
  static void within(String name, double found, double least, double most) {
    if (!(found >= least && found <= most)) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + text(least)
              + " to "
              + text(most)
              + ", but found "
              + text(found)
              + ".");
    }
  }

  private static String text(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  static Settings of(JsonNode pool) {
    return new Settings(
        new Wishes(
            pool.path("minReplicas").asInt(),
            pool.path("maxReplicas").asInt(),
            pool.path("maxWaitSeconds").asDouble(),
            pool.path("drainWithinSeconds").asDouble()),
        pool.path("concurrency").asInt());
  }
}
