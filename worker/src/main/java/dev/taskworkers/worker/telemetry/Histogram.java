package dev.taskworkers.worker.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Times, counted by how long they are. From 5 ms to 10 s the limits are those that OpenTelemetry
 * recommends for durations in seconds; the rest reaches to hours, because tasks do. Belongs to the
 * loop.
 */
final class Histogram {
  /** In seconds, each included in its bucket; what is longer has a last bucket of its own. */
  static final List<Double> LIMITS =
      List.of(
          0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0,
          60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0);

  private static final long[] LIMIT_NANOS =
      LIMITS.stream().mapToLong(limit -> Math.round(limit * 1e9)).toArray();

  private final long[] counts = new long[LIMITS.size() + 1];
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
