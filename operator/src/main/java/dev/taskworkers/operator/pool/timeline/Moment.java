// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * A pool at one moment.
 *
 * @param numbers those that are known; 0 or more
 */
public record Moment(Map<Measure, Double> numbers, Set<Trouble> troubles) {
  public Moment {
    numbers = numbers.isEmpty() ? Map.of() : new EnumMap<>(numbers);
    troubles = Set.copyOf(troubles);
  }

  /** NaN where it is not known. */
  public double of(Measure measure) {
    return numbers.getOrDefault(measure, Double.NaN);
  }
}
