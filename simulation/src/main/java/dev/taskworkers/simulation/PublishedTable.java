// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One table: a column for each workload, a row for each policy.
 *
 * @param title what it shows
 * @param multiples whether pod-hours as multiples of the oracle's follow
 */
public record PublishedTable(
    String title, List<Workload> workloads, List<Scalers> policies, boolean multiples) {

  /**
   * Runs the simulations, the seeds of a workload at once.
   *
   * @param progress is told of each workload
   */
  public List<Result> run(int seeds, Consumer<String> progress) {
    return workloads.stream()
        .flatMap(
            workload -> {
              progress.accept(workload.name());
              var comparison = new Comparison(workload, policies);
              return LongStream.rangeClosed(1, seeds)
                  .parallel()
                  .mapToObj(seed -> comparison.outcome(seed).results())
                  .flatMap(List::stream);
            })
        .toList();
  }

  /** The results of {@link #run} as Markdown. */
  public String markdown(List<Result> results) {
    var byWorkload = new LinkedHashMap<String, Map<String, Score>>();
    for (var workload : workloads) {
      var own = results.stream().filter(r -> r.workload().equals(workload.name())).toList();
      byWorkload.put(workload.name(), Medians.byPolicy(own));
    }
    var text = title + ": 99th percentile of the wait in seconds / pod-hours\n\n";
    text += table(byWorkload, (score, oracle) -> waitAndHours(score));
    if (multiples) {
      text += "\nPod-hours as a multiple of the oracle's:\n\n";
      text +=
          table(
              byWorkload, (score, oracle) -> format("%.2f", score.podHours() / oracle.podHours()));
    }
    return text;
  }

  private static String table(
      Map<String, Map<String, Score>> medians, BiFunction<Score, Score, String> cell) {
    var head = "| |" + medians.keySet().stream().map(name -> " " + name + " |").collect(joined());
    var rule = "| --- |" + " --- |".repeat(medians.size());
    var policies = medians.values().iterator().next().keySet();
    return head
        + "\n"
        + rule
        + "\n"
        + policies.stream()
            .map(policy -> row(policy, medians.values().stream().toList(), cell) + "\n")
            .collect(joined());
  }

  private static String row(
      String policy, List<Map<String, Score>> columns, BiFunction<Score, Score, String> cell) {
    return "| "
        + policy
        + " |"
        + columns.stream()
            .map(scores -> cell.apply(scores.get(policy), scores.get(Comparison.ORACLE)))
            .map(text -> " " + text + " |")
            .collect(joined());
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining();
  }

  private static String waitAndHours(Score score) {
    return figure(score.waits().p99()) + " / " + figure(score.podHours());
  }

  /** Three digits that count. */
  private static String figure(double value) {
    return format(value >= 99.95 ? "%.0f" : value < 1 ? "%.2f" : "%.1f", value);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
