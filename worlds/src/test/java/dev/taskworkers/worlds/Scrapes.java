// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.runtime.Exposition;
import dev.taskworkers.worlds.spec.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a Prometheus has of a world that scrapes each minute, as series of promtool. */
final class Scrapes {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String NOTHING = "_";
  private static final String STALE = "stale";

  private final Map<String, List<String>> series = new LinkedHashMap<>();
  private final int minutes;

  Scrapes(int minutes) {
    this.minutes = minutes;
  }

  /** Plays a world. A scrape finds no operator unless that has looked at its pool in the minute. */
  static Scrapes of(World world) {
    var scrapes = new Scrapes(world.seconds() / 60);
    Play.of(world, scrapes::read);
    return scrapes;
  }

  /** Takes the first of each minute. */
  private void read(Instant at, PoolMetrics.Row row) {
    var minute = (int) Duration.between(START, at).toMinutes();
    if (minute < minutes && !has("taskworkers_operator_leader", minute)) {
      set("taskworkers_operator_leader", minute, "1");
      var values = new Exposition();
      PoolMetrics.add(values, row, at);
      values
          .answer("")
          .text()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                var space = line.lastIndexOf(' ');
                set(line.substring(0, space), minute, line.substring(space + 1));
              });
    }
  }

  private boolean has(String name, int minute) {
    return series.containsKey(name) && !series.get(name).get(minute).equals(NOTHING);
  }

  private void set(String name, int minute, String value) {
    series
        .computeIfAbsent(name, n -> new ArrayList<>(Collections.nCopies(minutes, NOTHING)))
        .set(minute, value);
  }

  /** The same with a series that is {@code value} all the time. */
  Scrapes with(String name, String value) {
    for (var minute = 0; minute < minutes; minute++) {
      set(name, minute, value);
    }
    return this;
  }

  /** The same with a series that grows by {@code step} each minute. */
  Scrapes growing(String name, int step) {
    for (var minute = 0; minute < minutes; minute++) {
      set(name, minute, String.valueOf(step * minute));
    }
    return this;
  }

  int minutes() {
    return minutes;
  }

  /** As input of a test of rules. */
  String yaml() {
    var text = new StringBuilder();
    series.forEach(
        (name, values) ->
            text.append("      - series: '")
                .append(name)
                .append("'\n        values: '")
                .append(String.join(" ", ended(values)))
                .append("'\n"));
    return text.toString();
  }

  /** What a scrape has no more is stale at once, as it is when there is nothing to scrape. */
  private static List<String> ended(List<String> values) {
    var all = new ArrayList<>(values);
    for (var minute = 1; minute < all.size(); minute++) {
      if (values.get(minute).equals(NOTHING) && !values.get(minute - 1).equals(NOTHING)) {
        all.set(minute, STALE);
      }
    }
    return all;
  }
}
