// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.simulation.report.Svg;
import dev.taskworkers.simulation.report.Svg.Point;
import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** A picture of a world over time: tasks and pods, and when what went wrong. */
final class WorldChart {
  private static final int WIDTH = 1000;
  private static final int ROW = 110;
  private static final int GAP = 34;
  private static final int LEFT = 150;
  private static final int RIGHT = 30;
  private static final int LINE = 16;
  private static final int STEPS = 800;
  private static final String TASKS = "#c0392b";
  private static final String RUNNING = "#555555";
  private static final String ASKED = "#1f6fb2";
  private static final String READY = "#2e8b57";
  private static final String WRONG = "#e0a030";

  private final Svg svg;
  private final History history;
  private final int seconds;
  private int top = GAP + 20;

  private WorldChart(History history) {
    this.history = history;
    this.seconds = history.truth().seconds();
    var lines = history.world().disturbances().size();
    this.svg = new Svg(WIDTH, top + 4 * (ROW + GAP) + lines * LINE);
  }

  /** The picture as SVG. */
  static String of(String title, History history) {
    var truth = history.truth();
    var chart = new WorldChart(history);
    chart.svg.text(LEFT, 24, 16, "start", title);
    chart.panel("waiting", truth::waiting, TASKS);
    chart.panel("running", truth::running, RUNNING);
    chart.panel("replicas", truth::replicas, ASKED);
    chart.panel("ready pods", truth::ready, READY);
    chart.tell(history.world().disturbances());
    return chart.svg.toString();
  }

  private void panel(String name, IntToDoubleFunction value, String color) {
    double largest = 1;
    for (var second = 0; second < seconds; second++) {
      largest = Math.max(largest, value.applyAsDouble(second));
    }
    svg.text(LEFT - 12, top + 14, 13, "end", name);
    svg.text(LEFT - 12, top + 30, 11, "end", "≤ " + Math.round(largest));
    svg.line(new Point(LEFT, top + ROW), new Point(WIDTH - RIGHT, top + ROW), "#999");
    for (var one : history.world().disturbances()) {
      svg.line(new Point(x(one.from()), top), new Point(x(one.from()), top + ROW), WRONG);
    }
    svg.path(points(value, largest), color);
    top += ROW + GAP;
  }

  private double x(double second) {
    return LEFT + Math.min(second, seconds) / seconds * (WIDTH - LEFT - RIGHT);
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
      points.add(new Point(x((double) step * seconds / steps), top + ROW * (1 - most / largest)));
    }
    return points;
  }

  private void tell(List<Disturbance> disturbances) {
    for (var one : disturbances) {
      svg.text(LEFT, top, 12, "start", Phrases.clock(one.from()) + "  " + one.words());
      top += LINE;
    }
  }
}
