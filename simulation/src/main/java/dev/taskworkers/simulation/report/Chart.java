// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.report;

import dev.taskworkers.simulation.Comparison;
import dev.taskworkers.simulation.Score;
import dev.taskworkers.simulation.SimulationRun;
import dev.taskworkers.simulation.report.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * A picture of one seed: arrivals, then the waiting tasks and the pods of each policy over time,
 * and all policies by p99 wait and pod-hours.
 */
public final class Chart {
  private static final int WIDTH = 1000;
  private static final int ROW = 90;
  private static final int GAP = 34;
  private static final int LEFT = 150;
  private static final int RIGHT = 30;
  private static final int SCATTER = 360;
  private static final int STEPS = 800;
  private static final String ARRIVALS = "#555555";
  private static final String WAITING = "#c0392b";
  private static final String PODS = "#1f6fb2";

  private final Svg svg;
  private final Map<String, SimulationRun> runs;
  private final int seconds;
  private int top = GAP + 20;

  private Chart(Map<String, SimulationRun> runs) {
    this.runs = runs;
    this.seconds = runs.values().iterator().next().seconds();
    this.svg = new Svg(WIDTH, (runs.size() + 1) * (ROW + GAP) + SCATTER + 2 * GAP + 40);
  }

  /** The picture as SVG. */
  public static String of(Comparison.Outcome outcome) {
    var chart = new Chart(outcome.runs());
    chart.svg.text(LEFT, 24, 16, "start", outcome.workload() + ", seed " + outcome.seed());
    chart.panel("arrivals/s", List.of(new Series(outcome.perSecond()::get, ARRIVALS)));
    outcome
        .runs()
        .forEach(
            (policy, run) ->
                chart.panel(
                    policy,
                    List.of(new Series(run::waiting, WAITING), new Series(run::existing, PODS))));
    chart.scatter(outcome.scores());
    return chart.svg.toString();
  }

  private record Series(IntToDoubleFunction value, String color) {}

  /** Each series has a scale of its own; its largest value stands beside it. */
  private void panel(String name, List<Series> all) {
    svg.text(LEFT - 12, top + 14, 13, "end", name);
    svg.line(new Point(LEFT, top + ROW), new Point(WIDTH - RIGHT, top + ROW), "#999");
    var label = top + 34;
    for (var series : all) {
      var largest = largest(series.value());
      svg.path(points(series.value(), largest), series.color());
      var what = all.size() == 1 ? "" : series.color().equals(PODS) ? "pods " : "waiting ";
      svg.text(LEFT - 12, label, 11, "end", what + "≤ " + Math.round(largest));
      svg.line(new Point(LEFT - 10, label - 4), new Point(LEFT - 2, label - 4), series.color());
      label += 16;
    }
    svg.text(LEFT, top + ROW + 13, 10, "start", "0 h");
    svg.text(WIDTH - RIGHT, top + ROW + 13, 10, "end", Math.floor(seconds / 360.0) / 10 + " h");
    top += ROW + GAP;
  }

  private double largest(IntToDoubleFunction value) {
    double largest = 1;
    for (var second = 0; second < seconds; second++) {
      largest = Math.max(largest, value.applyAsDouble(second));
    }
    return largest;
  }

  /** The largest value of each step, so that no peak is lost. */
  private List<Point> points(IntToDoubleFunction value, double largest) {
    var points = new ArrayList<Point>();
    var steps = Math.min(STEPS, seconds);
    for (var step = 0; step < steps; step++) {
      double most = 0;
      var end = (int) ((long) (step + 1) * seconds / steps);
      for (var second = (int) ((long) step * seconds / steps); second < end; second++) {
        most = Math.max(most, value.applyAsDouble(second));
      }
      var x = LEFT + (double) step / steps * (WIDTH - LEFT - RIGHT);
      points.add(new Point(x, top + ROW * (1 - most / largest)));
    }
    return points;
  }

  private void scatter(Map<String, Score> scores) {
    top += GAP;
    var hours = scores.values().stream().mapToDouble(Score::podHours).max().orElse(1) * 1.1;
    var wait = scores.values().stream().mapToDouble(s -> s.waits().p99()).max().orElse(1) * 1.1;
    var floor = top + SCATTER - 30;
    svg.line(new Point(LEFT, floor), new Point(WIDTH - RIGHT, floor), "#999");
    svg.line(new Point(LEFT, top), new Point(LEFT, floor), "#999");
    svg.text(WIDTH - RIGHT, floor + 24, 12, "end", "pod-hours, up to " + Math.round(hours));
    svg.text(LEFT - 12, top + 12, 12, "end", "p99 wait, up to");
    svg.text(LEFT - 12, top + 28, 12, "end", Math.round(wait) + " s");
    scores.forEach(
        (policy, score) -> {
          var at =
              new Point(
                  LEFT + score.podHours() / hours * (WIDTH - LEFT - RIGHT),
                  floor - score.waits().p99() / Math.max(1e-9, wait) * (floor - top));
          svg.dot(at, runs.keySet().iterator().next().equals(policy) ? WAITING : PODS);
          var nearEdge = at.x() > WIDTH - LEFT;
          svg.text(
              at.x() + (nearEdge ? -8 : 8), at.y() - 6, 12, nearEdge ? "end" : "start", policy);
        });
  }
}
