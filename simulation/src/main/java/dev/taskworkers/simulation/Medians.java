// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The scores of many seeds as one: each figure is the median of its own. */
public final class Medians {
  private Medians() {}

  /** The median score of each policy, in the order of the results. */
  public static Map<String, Score> byPolicy(List<Result> results) {
    var scores = new LinkedHashMap<String, List<Score>>();
    for (var result : results) {
      scores.computeIfAbsent(result.policy(), policy -> new ArrayList<>()).add(result.score());
    }
    var medians = new LinkedHashMap<String, Score>();
    scores.forEach((policy, all) -> medians.put(policy, median(all)));
    return medians;
  }

  private static Score median(List<Score> all) {
    return new Score(
        new Percentiles(
            median(all, score -> score.waits().p50()),
            median(all, score -> score.waits().p95()),
            median(all, score -> score.waits().p99()),
            median(all, score -> score.waits().max())),
        median(all, Score::withinMaxWait),
        median(all, Score::podHours),
        median(all, Score::idlePodHours),
        median(all, Score::changesPerHour),
        median(all, Score::coldStarts),
        median(all, Score::removedWhileBusy),
        median(all, Score::underProvision),
        median(all, Score::overProvision));
  }

  private static double median(List<Score> all, ToDoubleFunction<Score> figure) {
    return of(all.stream().mapToDouble(figure));
  }

  /** The median of some values, one at least. */
  public static double of(DoubleStream values) {
    var sorted = values.sorted().toArray();
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
