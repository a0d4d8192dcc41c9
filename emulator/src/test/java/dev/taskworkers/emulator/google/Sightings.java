// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import static dev.taskworkers.emulator.google.BacklogWatch.ACKNOWLEDGED;
import static dev.taskworkers.emulator.google.BacklogWatch.BY_REGION;
import static dev.taskworkers.emulator.google.BacklogWatch.IN_ALL;

import dev.taskworkers.emulator.google.BacklogWatch.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The points that Cloud Monitoring has shown, and when each was seen first. */
final class Sightings {
  /** One point; {@code region} is empty where a series has none. */
  record Key(String subscription, String metric, String region, Instant at) {}

  private record Seen(long value, Instant first) {}

  private final Map<Key, Seen> points =
      new TreeMap<>(
          Comparator.comparing(Key::subscription)
              .thenComparing(Key::metric)
              .thenComparing(Key::region)
              .thenComparing(Key::at));

  synchronized void note(Key key, long value, Instant seen) {
    points.putIfAbsent(key, new Seen(value, seen));
  }

  /** As a table, a line for each point. */
  synchronized String csv() {
    return points.entrySet().stream()
        .map(
            each ->
                String.join(
                    ",",
                    each.getKey().subscription,
                    each.getKey().metric,
                    each.getKey().region,
                    each.getKey().at.toString(),
                    Long.toString(each.getValue().value),
                    each.getValue().first.toString()))
        .collect(
            Collectors.joining("\n", "subscription,metric,region,at,value,first seen\n", "\n"));
  }

  private SortedMap<Instant, Seen> series(String subscription, String metric, String region) {
    var series = new TreeMap<Instant, Seen>();
    points.forEach(
        (key, seen) -> {
          if (key.subscription.equals(subscription)
              && key.metric.equals(metric)
              && key.region.equals(region)) {
            series.put(key.at, seen);
          }
        });
    return series;
  }

  private TreeSet<String> regions(String subscription) {
    return points.keySet().stream()
        .filter(key -> key.subscription.equals(subscription) && key.metric.equals(BY_REGION))
        .map(Key::region)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What they tell.
   *
   * @param drained the id of the subscription that was drained
   * @param backingOff the id of the one whose message backs off
   */
  synchronized List<Answer> answers(String drained, String backingOff, Moments moments) {
    return List.of(
        new Answer("whether regions sample together, and at whole minutes", sampling(drained)),
        new Answer("when a new subscription's series begin", begin(drained, moments)),
        new Answer(
            "whether a region, or a subscription, shows a 0 before its series ends",
            end(drained, moments)),
        new Answer(
            "how much later than its sample a count is shown",
            lateness(series(drained, IN_ALL, ""))),
        new Answer(
            "how much later counters are shown", lateness(series(drained, ACKNOWLEDGED, ""))),
        new Answer(
            "whether messages in back-off count as unacknowledged",
            backOff(series(backingOff, IN_ALL, ""), moments)));
  }

  private String sampling(String subscription) {
    return regions(subscription).stream()
        .map(
            region ->
                region
                    + " at the seconds "
                    + series(subscription, BY_REGION, region).keySet().stream()
                        .map(at -> Math.floorMod(at.getEpochSecond(), 60L))
                        .collect(Collectors.toCollection(TreeSet::new)))
        .collect(Collectors.joining("; ", "regions: ", ""));
  }

  private String begin(String subscription, Moments moments) {
    var series = series(subscription, IN_ALL, "");
    if (series.isEmpty()) {
      return "no point was shown";
    }
    var first = series.firstKey();
    return "the first point is of "
        + seconds(moments.created(), first)
        + " s after the creation and "
        + seconds(moments.published(), first)
        + " s after the first message, and was seen "
        + seconds(first, series.get(first).first)
        + " s after its time";
  }

  private String end(String subscription, Moments moments) {
    var parts =
        regions(subscription).stream()
            .map(region -> region + ": " + end(series(subscription, BY_REGION, region), moments))
            .collect(Collectors.joining("; "));
    return parts + "; in all: " + end(series(subscription, IN_ALL, ""), moments);
  }

  private static String end(SortedMap<Instant, Seen> series, Moments moments) {
    var after = series.tailMap(moments.drained());
    var zeros = after.values().stream().filter(seen -> seen.value == 0).count();
    return series.isEmpty()
        ? "no points"
        : "%d points after it was drained, %d of them 0, the last of %d s after it"
            .formatted(after.size(), zeros, seconds(moments.drained(), series.lastKey()));
  }

  private static String lateness(SortedMap<Instant, Seen> series) {
    var late =
        series.entrySet().stream()
            .mapToLong(each -> seconds(each.getKey(), each.getValue().first))
            .summaryStatistics();
    return series.isEmpty()
        ? "no point was shown"
        : "%d points, seen %d to %d s after their times"
            .formatted(series.size(), late.getMin(), late.getMax());
  }

  private static String backOff(SortedMap<Instant, Seen> series, Moments moments) {
    var during =
        series
            .subMap(moments.givenBack().plus(Duration.ofMinutes(1)), moments.drained())
            .values()
            .stream()
            .map(Seen::value)
            .collect(Collectors.toCollection(TreeSet::new));
    return "while five messages backed off the counts were " + during;
  }

  private static long seconds(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds();
  }
}
