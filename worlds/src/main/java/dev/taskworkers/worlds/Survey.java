// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.Report.Drawing;
import dev.taskworkers.worlds.Report.Kept;
import dev.taskworkers.worlds.Report.Score;
import dev.taskworkers.worlds.promises.Promises;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what came of many worlds. */
final class Survey {
  /** The default of {@code maxWait}. */
  private static final double MAX_WAIT_SECONDS = 30;

  private final Map<String, List<Long>> broken = new LinkedHashMap<>();
  private final Map<String, Integer> applied = new LinkedHashMap<>();
  private final Map<String, Integer> drawn = new LinkedHashMap<>();
  private final Map<String, Integer> tried = new LinkedHashMap<>();
  private final Map<String, Integer> mattered = new LinkedHashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private int worlds;

  /** Worlds with the same signals left. */
  private static final class Group {
    private final List<Double> waits = new ArrayList<>();
    private double podHours;
    private double oracleHours;

    void add(Measured measured) {
      waits.add(measured.waits().p99());
      podHours += measured.podHours();
      oracleHours += measured.oraclePodHours();
    }

    private static double rounded(double value) {
      return Math.rint(value * 100) / 100;
    }

    Score score(String name) {
      var sorted = waits.stream().sorted().toList();
      return new Score(
          name,
          rounded(sorted.get((sorted.size() - 1) / 2) / MAX_WAIT_SECONDS),
          oracleHours == 0 ? 0 : rounded(podHours / oracleHours));
    }
  }

  Survey() {
    Promises.ALL.forEach(promise -> broken.put(promise.name(), new ArrayList<>()));
    Items.ALL.forEach(kind -> drawn.put(kind.name(), 0));
  }

  void add(Outcome outcome) {
    worlds++;
    groups.computeIfAbsent(outcome.group(), name -> new Group()).add(outcome.measured());
    outcome.measured().broken().forEach(name -> broken.get(name).add(outcome.seed()));
    outcome.drawn().forEach(item -> drawn.merge(item, 1, Integer::sum));
    outcome
        .trial()
        .ifPresent(
            trial -> {
              tried.merge(trial.item(), 1, Integer::sum);
              mattered.merge(trial.item(), trial.mattered() ? 1 : 0, Integer::sum);
            });
    outcome.applied().forEach(name -> applied.merge(name, 1, Integer::sum));
  }

  Report report() {
    return new Report(
        worlds,
        broken.entrySet().stream()
            .map(
                entry ->
                    new Kept(
                        entry.getKey(),
                        applied.getOrDefault(entry.getKey(), 0),
                        entry.getValue().size(),
                        entry.getValue()))
            .toList(),
        drawn.entrySet().stream()
            .map(
                entry ->
                    new Drawing(
                        entry.getKey(),
                        entry.getValue(),
                        tried.getOrDefault(entry.getKey(), 0),
                        mattered.getOrDefault(entry.getKey(), 0)))
            .toList(),
        groups.entrySet().stream().map(group -> group.getValue().score(group.getKey())).toList());
  }
}
