// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.Distribution;
import java.time.Duration;
import java.util.ArrayList;

/** Times, counted by how long they are. Belongs to the loop. */
final class Histogram {
  private static final long[] LIMIT_NANOS =
      Distribution.LIMITS.stream().mapToLong(limit -> Math.round(limit * 1e9)).toArray();

  private final long[] counts = new long[LIMIT_NANOS.length + 1];
  private long count;
  private double seconds;

  void add(Duration time) {
    var nanos = time.toNanos();
    int bucket = 0;
    while (bucket < LIMIT_NANOS.length && nanos > LIMIT_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    count++;
    seconds += nanos / 1e9;
  }

  /** The figures now, as a value. */
  Distribution value() {
    var copy = new ArrayList<Long>(counts.length);
    for (var each : counts) {
      copy.add(each);
    }
    return new Distribution(count, seconds, copy);
  }
}
