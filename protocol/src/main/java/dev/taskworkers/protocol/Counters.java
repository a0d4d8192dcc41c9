// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often each event has happened to tasks since the worker started; counts only grow.
 *
 * @param counts 0 or more for every event; where a count is missing, it is 0
 */
public record Counters(Map<TaskEvent, Long> counts) {
  /** Nothing has happened. */
  public static final Counters ZERO = new Counters(Map.of());

  public Counters {
    var all = new EnumMap<TaskEvent, Long>(TaskEvent.class);
    var least = 0L;
    for (var event : TaskEvent.values()) {
      long count = counts.getOrDefault(event, 0L);
      all.put(event, count);
      least = Math.min(least, count);
    }
    if (least < 0) {
      throw new IllegalArgumentException("expected counts of 0 or more, but found " + all);
    }
    counts = Collections.unmodifiableMap(all);
  }

  /** How often {@code event} has happened. */
  public long of(TaskEvent event) {
    return counts.get(event);
  }
}
