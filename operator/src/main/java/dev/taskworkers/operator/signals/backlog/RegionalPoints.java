// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.monitoring.v3.Point;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;

/**
 * The points of one subscription, a series for each region. Each region samples at seconds of its
 * own and shows its points when it likes; a region that shows none is not known to be empty.
 */
public final class RegionalPoints {
  /** How long after it was taken a point may be shown. */
  static final Duration LATEST = Duration.ofMinutes(4);

  /** When the next point of a region must be shown at the latest, if it takes any. */
  static final Duration NEXT = LATEST.plusSeconds(60);

  /** Regions sample once a minute: between points farther apart than this one is missing. */
  private static final Duration APART = Duration.ofSeconds(90);

  /** Sums closer together than this say nothing of a rate. */
  static final Duration TOO_CLOSE = Duration.ofSeconds(30);

  private final Map<String, TreeMap<Instant, Long>> byRegion = new TreeMap<>();

  /** Points may come in any order, in several parts, and more than once; negative ones are none. */
  void add(String region, Collection<Point> points) {
    for (var point : points) {
      var value = value(point);
      if (value >= 0) {
        add(region, time(point.getInterval().getEndTime()), value);
      }
    }
  }

  /** A point that was taken at {@code at}. */
  public void add(String region, Instant at, long value) {
    byRegion.computeIfAbsent(region, name -> new TreeMap<>()).put(at, value);
  }

  /**
   * These points and those of an answer that came at {@code now}. Of what is older than {@code
   * from} the last point of each region stays, since only that tells whether it ended empty.
   */
  RegionalPoints with(RegionalPoints answer, Instant from, Instant now) {
    var all = new RegionalPoints();
    for (var part : List.of(this, answer)) {
      part.byRegion.forEach(
          (region, points) ->
              points.headMap(now, true).forEach((at, value) -> all.add(region, at, value)));
    }
    for (var points : all.byRegion.values()) {
      var kept = Optional.ofNullable(points.floorKey(from)).orElse(from);
      points.headMap(kept, false).clear();
    }
    return all;
  }

  /**
   * The values of all regions together, about once a minute, at times at which each is known. A
   * value between two points is taken to lie on the line between them, rounded up so that only
   * nothing becomes nothing. A time at which some region is not known is left out.
   *
   * @param now when that is asked
   */
  TreeMap<Instant, Long> joined(LongBinaryOperator join, Instant now) {
    var times = new TreeSet<Instant>();
    byRegion.values().forEach(points -> times.addAll(points.keySet()));
    var lastOfMinute = new TreeMap<Instant, Map.Entry<Instant, Long>>();
    for (var time : times) {
      joined(time, join, now)
          .ifPresent(
              value ->
                  lastOfMinute.put(time.truncatedTo(ChronoUnit.MINUTES), Map.entry(time, value)));
    }
    var joined = new TreeMap<Instant, Long>();
    for (var entry : lastOfMinute.values()) {
      if (joined.isEmpty() || !joined.lastKey().plus(TOO_CLOSE).isAfter(entry.getKey())) {
        joined.put(entry.getKey(), entry.getValue());
      }
    }
    return joined;
  }

  private OptionalLong joined(Instant time, LongBinaryOperator join, Instant now) {
    var values = byRegion.values().stream().map(points -> at(points, time, now)).toList();
    return values.stream().allMatch(OptionalLong::isPresent)
        ? values.stream().mapToLong(OptionalLong::getAsLong).reduce(join)
        : OptionalLong.empty();
  }

  /**
   * What a region held; empty when that is not known, 0 before it began and after it ended. One
   * that was empty has ended once its next point would be shown: to wait until the regions that go
   * on have points so much later would leave the sum unknown for minutes each time that one ends.
   */
  private static OptionalLong at(NavigableMap<Instant, Long> points, Instant time, Instant now) {
    var before = points.floorEntry(time);
    var after = points.ceilingEntry(time);
    if (before == null) {
      return isApart(time, after.getKey()) ? OptionalLong.of(0) : OptionalLong.empty();
    }
    if (after == null || isApart(before.getKey(), after.getKey())) {
      var ended = before.getValue() == 0 && !before.getKey().plus(NEXT).isAfter(now);
      return ended ? OptionalLong.of(0) : OptionalLong.empty();
    }
    return OptionalLong.of(between(before, after, time));
  }

  private static boolean isApart(Instant one, Instant next) {
    return one.plus(APART).isBefore(next);
  }

  private static long between(
      Map.Entry<Instant, Long> before, Map.Entry<Instant, Long> after, Instant time) {
    var whole = Duration.between(before.getKey(), after.getKey()).toSeconds();
    var part = Duration.between(before.getKey(), time).toSeconds();
    return whole == 0
        ? before.getValue()
        : before.getValue()
            + (long) Math.ceil((double) (after.getValue() - before.getValue()) * part / whole);
  }

  /** The regions that held messages when they were last heard, while others were heard since. */
  List<String> missing() {
    var newest = newest();
    return byRegion.entrySet().stream()
        .filter(region -> region.getValue().lastEntry().getValue() > 0)
        .filter(
            region -> newest.filter(region.getValue().lastKey().plus(LATEST)::isBefore).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** When the last point was taken of a region that holds messages by it. */
  Optional<Instant> held() {
    return byRegion.values().stream()
        .map(TreeMap::lastEntry)
        .filter(point -> point.getValue() > 0)
        .map(Map.Entry::getKey)
        .max(Instant::compareTo);
  }

  /** When the last point of any region was taken. */
  Optional<Instant> newest() {
    return byRegion.values().stream().map(TreeMap::lastKey).max(Instant::compareTo);
  }

  /** What the last points of all regions say together. */
  long last() {
    return byRegion.values().stream().mapToLong(points -> points.lastEntry().getValue()).sum();
  }

  static Instant time(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds());
  }

  static long value(Point point) {
    return point.getValue().hasDoubleValue()
        ? Math.round(point.getValue().getDoubleValue())
        : point.getValue().getInt64Value();
  }
}
