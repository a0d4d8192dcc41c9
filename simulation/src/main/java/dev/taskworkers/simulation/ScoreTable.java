// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import java.util.List;
import java.util.Locale;

/** One workload's medians as text, with each policy's distance to the oracle. */
public final class ScoreTable {
  private static final String HEAD =
      "%-16s %8s %8s %8s %8s %7s %8s %8s %6s %6s %5s %5s %6s %6s%n"
          .formatted(
              "policy",
              "p50",
              "p95",
              "p99",
              "max",
              "in time",
              "pod-h",
              "x oracle",
              "idle",
              "chg/h",
              "cold",
              "cut",
              "under",
              "over");

  private ScoreTable() {}

  /** The table of results on one workload; waits in seconds. */
  public static String of(List<Result> results) {
    var workload = results.get(0).workload();
    var medians = Medians.byPolicy(results);
    var seeds = results.stream().map(Result::seed).distinct().count();
    var oracle = medians.get(Comparison.ORACLE);
    var table = new StringBuilder();
    table.append(
        "%s, %s%n".formatted(workload, seeds == 1 ? "1 seed" : "medians of " + seeds + " seeds"));
    table.append(HEAD);
    medians.forEach((policy, score) -> table.append(row(policy, score, oracle)));
    return table.toString();
  }

  private static String row(String policy, Score score, Score oracle) {
    return String.format(
        Locale.ROOT,
        "%-16s %8.1f %8.1f %8.1f %8.1f %6.1f%% %8.1f %8.2f %6.1f %6.1f %5.0f %5.0f %6.2f %6.2f%n",
        policy,
        score.waits().p50(),
        score.waits().p95(),
        score.waits().p99(),
        score.waits().max(),
        100 * score.withinMaxWait(),
        score.podHours(),
        score.podHours() / Math.max(1e-9, oracle.podHours()),
        score.idlePodHours(),
        score.changesPerHour(),
        score.coldStarts(),
        score.removedWhileBusy(),
        score.underProvision(),
        score.overProvision());
  }
}
