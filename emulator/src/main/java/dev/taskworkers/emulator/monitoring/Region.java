// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import java.time.Duration;
import java.util.List;

/**
 * A place where a subscription's messages are kept, and where they are sampled for themselves.
 *
 * @param offset how long after the beginning of each sample period it samples
 * @param weight of its share of the messages
 */
public record Region(String name, Duration offset, int weight) {
  public Region {
    if (name.isEmpty() || offset.isNegative() || weight < 1) {
      throw new IllegalArgumentException(
          "Expected a name, an offset of 0 or more and a weight of 1 or more.");
    }
  }

  /**
   * The part of {@code total} that the region at {@code index} has, a whole number: all parts
   * together are the total. What does not divide goes to the first ones.
   */
  public static long share(List<Region> regions, int index, long total) {
    var weights = regions.stream().mapToLong(Region::weight).sum();
    var whole = regions.stream().mapToLong(region -> total * region.weight / weights).sum();
    return total * regions.get(index).weight / weights + (index < total - whole ? 1 : 0);
  }
}
