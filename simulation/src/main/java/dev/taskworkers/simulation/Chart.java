// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.Svg.Point;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * A picture of one seed: arrivals, then the waiting tasks and the pods of each policy over time,
 * and all policies by p99 wait and pod-hours. All policies have the same scales, so that they can
 * be compared by eye.
 */
public final class Chart {
  private static final int WIDTH = 1000;
  private static final int ROW = 90;
  private static final int GAP = 34;
  private static final int LEFT = 150;
  private static final int RIGHT = 30;
  private static final int SCATTER = 360;

  private final Svg svg;
  private final Comparison.Outcome outcome;
  private final int seconds;
  private int top = GAP + 20;

  private Chart(Comparison.Outcome outcome) {
    this.outcome = outcome;
    this.seconds = outcome.runs().values().iterator().next().seconds();
    this.svg = new Svg(WIDTH, (outcome.runs().size() + 1) * (ROW + GAP) + SCATTER + 2 * GAP + 40);
  }

  /** The picture as SVG. */
  public static String of(Comparison.Outcome outcome) {
    var chart = new Chart(outcome);
    chart.svg.text(LEFT, 24, 16, "start", outcome.workload() + ", seed " + outcome.seed());
    chart.drawArrivals();
    chart.drawPolicies();
    chart.scatter(outcome.scores());
    return chart.svg.toString();
  }

  private void drawArrivals() {
    var plot = plot();
    var most = plot.largest(outcome.perSecond()::get);
    svg.path(plot.points(outcome.perSecond()::get, most), Palette.GUESS);
    frame("arrivals/s");
    key(1, "≤ " + Math.round(most), Palette.GUESS);
    top += ROW + GAP;
  }

  private void drawPolicies() {
    var waiting = largest(SimulationRun::waiting);
    var pods = largest(SimulationRun::existing);
    outcome
        .runs()
        .forEach(
            (policy, run) -> {
              var plot = plot();
              svg.area(plot.area(run::existing, pods), Palette.READY);
              svg.path(plot.points(run::waiting, waiting), Palette.TRUTH);
              frame(policy);
              key(1, "waiting ≤ " + Math.round(plot.largest(run::waiting)), Palette.TRUTH);
              key(2, "pods ≤ " + Math.round(plot.largest(run::existing)), Palette.READY);
              top += ROW + GAP;
            });
    svg.text(
        WIDTH - RIGHT,
        24,
        11,
        "end",
        "each policy: up to %d waiting tasks, %d pods"
            .formatted(Math.round(waiting), Math.round(pods)));
  }

  private double largest(ToDoubleBiFunction<SimulationRun, Integer> value) {
    return outcome.runs().values().stream()
        .mapToDouble(run -> plot().largest(second -> value.applyAsDouble(run, second)))
        .max()
        .orElse(1);
  }

  private Plot plot() {
    return new Plot(LEFT, WIDTH - RIGHT, top, top + ROW, seconds);
  }

  private void frame(String name) {
    svg.text(LEFT - 12, top + 14, 13, "end", name);
    svg.line(new Point(LEFT, top), new Point(WIDTH - RIGHT, top), Palette.LINE);
    svg.line(new Point(LEFT, top + ROW), new Point(WIDTH - RIGHT, top + ROW), Palette.SOFT);
    svg.text(LEFT, top + ROW + 13, 10, "start", "0 h");
    svg.text(WIDTH - RIGHT, top + ROW + 13, 10, "end", Math.floor(seconds / 360.0) / 10 + " h");
  }

  /** What a line is, and its own largest value. */
  private void key(int row, String words, Palette color) {
    var y = top + 18 + 16 * row;
    svg.text(LEFT - 12, y, 11, "end", words);
    svg.line(new Point(LEFT - 10, y - 4), new Point(LEFT - 2, y - 4), color);
  }

  private void scatter(Map<String, Score> scores) {
    top += GAP;
    var hours = scores.values().stream().mapToDouble(Score::podHours).max().orElse(1) * 1.1;
    var wait = scores.values().stream().mapToDouble(s -> s.waits().p99()).max().orElse(1) * 1.1;
    var floor = top + SCATTER - 30;
    svg.line(new Point(LEFT, floor), new Point(WIDTH - RIGHT, floor), Palette.SOFT);
    svg.line(new Point(LEFT, top), new Point(LEFT, floor), Palette.SOFT);
    svg.text(WIDTH - RIGHT, floor + 24, 12, "end", "pod-hours, up to " + Math.round(hours));
    svg.text(LEFT - 12, top + 12, 12, "end", "p99 wait, up to");
    svg.text(LEFT - 12, top + 28, 12, "end", Math.round(wait) + " s");
    var first = outcome.runs().keySet().iterator().next();
    scores.forEach(
        (policy, score) -> {
          var at =
              new Point(
                  LEFT + score.podHours() / hours * (WIDTH - LEFT - RIGHT),
                  floor - score.waits().p99() / Math.max(1e-9, wait) * (floor - top));
          var isFirst = policy.equals(first);
          var nearEdge = at.x() > WIDTH - LEFT;
          svg.dot(at, isFirst ? Palette.GUESS : Palette.SOFT);
          svg.text(
              at.x() + (nearEdge ? -8 : 8),
              at.y() + (isFirst ? 14 : -6),
              12,
              nearEdge ? "end" : "start",
              policy);
        });
  }
}
