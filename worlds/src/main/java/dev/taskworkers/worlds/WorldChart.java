// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.simulation.Palette;
import dev.taskworkers.simulation.Plot;
import dev.taskworkers.simulation.Svg;
import dev.taskworkers.simulation.Svg.Point;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Phrases;
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
    chart.panel("waiting", truth::waiting, Palette.TRUTH);
    chart.panel("running", truth::running, Palette.TRUTH);
    chart.panel("replicas", truth::replicas, Palette.GUESS);
    chart.panel("ready pods", truth::ready, Palette.READY);
    chart.tell(history.world().disturbances());
    return chart.svg.toString();
  }

  private void panel(String name, IntToDoubleFunction value, Palette color) {
    var plot = new Plot(LEFT, WIDTH - RIGHT, top, top + ROW, seconds);
    var largest = plot.largest(value);
    svg.text(LEFT - 12, top + 14, 13, "end", name);
    svg.text(LEFT - 12, top + 30, 11, "end", "≤ " + Math.round(largest));
    svg.line(new Point(LEFT, top + ROW), new Point(WIDTH - RIGHT, top + ROW), Palette.SOFT);
    for (var one : history.world().disturbances()) {
      var x = plot.x(one.from());
      svg.line(new Point(x, top), new Point(x, top + ROW), Palette.LOOK);
    }
    if (color == Palette.READY) {
      svg.area(plot.area(value, largest), color);
    } else {
      svg.path(plot.points(value, largest), color);
    }
    top += ROW + GAP;
  }

  private void tell(List<Disturbance> disturbances) {
    for (var one : disturbances) {
      svg.text(LEFT, top, 12, "start", Phrases.clock(one.from()) + "  " + one.words());
      top += LINE;
    }
  }
}
