package dev.taskworkers.operator.backlog;

import com.google.monitoring.v3.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;

/**
 * The points of one subscription, a series for each region. Regions sample together, so that points
 * of one second belong to one time; but one of them may show its point later than the others.
 */
final class RegionalPoints {
  /** Longer than a point may be late: a region that shows nothing for so long holds no messages. */
  private static final Duration GONE = Duration.ofMinutes(4);

  private final Map<String, TreeMap<Instant, Long>> byRegion = new HashMap<>();

  /** Points may come in any order, in several parts, and more than once; negative ones are none. */
  void add(String region, Collection<Point> points) {
    var known = byRegion.computeIfAbsent(region, name -> new TreeMap<>());
    for (var point : points) {
      var value = value(point);
      if (value >= 0) {
        known.put(time(point), value);
      }
    }
  }

  /**
   * The values of all regions together, by time. A time at which some region's point is still
   * missing is left out: a missing value is not 0.
   */
  Map<Instant, Long> joined(LongBinaryOperator join) {
    var times = new TreeSet<Instant>();
    byRegion.values().forEach(points -> times.addAll(points.keySet()));
    times.removeIf(time -> byRegion.values().stream().anyMatch(points -> isMissing(points, time)));
    var joined = new TreeMap<Instant, Long>();
    for (var time : times) {
      byRegion.values().stream()
          .filter(points -> points.containsKey(time))
          .forEach(points -> joined.merge(time, points.get(time), join::applyAsLong));
    }
    return joined;
  }

  private static boolean isMissing(NavigableMap<Instant, Long> points, Instant time) {
    return !points.containsKey(time) && !points.subMap(time.minus(GONE), time).isEmpty();
  }

  private static Instant time(Point point) {
    return Instant.ofEpochSecond(point.getInterval().getEndTime().getSeconds());
  }

  private static long value(Point point) {
    return point.getValue().hasDoubleValue()
        ? Math.round(point.getValue().getDoubleValue())
        : point.getValue().getInt64Value();
  }
}
