// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.simulation.Palette;
import dev.taskworkers.simulation.Svg;
import dev.taskworkers.simulation.Svg.Point;
import dev.taskworkers.worlds.Promtool.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The panels of a dashboard over the time of some scrapes, with what Prometheus answers: lines,
 * layers, or a band for each time in which something was there.
 */
final class DashboardPicture {
  private static final int WIDTH = 1000;
  private static final int ACROSS = 2;
  private static final int GAP = 24;
  private static final int ROW = 110;
  private static final int HEAD = 60;
  private static final int AXIS = 44;
  private static final int PANEL = (WIDTH - (ACROSS + 1) * GAP) / ACROSS;
  private static final int WHOLE = WIDTH - 2 * GAP;
  private static final int BAND = 16;
  private static final int NAMES = 250;
  private static final int LETTER = 7;
  private static final int MORE = 70;

  private static final List<Palette> COLORS =
      List.of(
          Palette.GUESS, Palette.SHOWN, Palette.TRUTH, Palette.WELL, Palette.LOOK, Palette.SOFT);

  private static final Pattern SAMPLE = Pattern.compile("\\{([^}]*)\\} ([-+0-9.eE]+|NaN|[-+]Inf)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final Promtool promtool;
  private final Path rules;
  private final Scrapes scrapes;

  DashboardPicture(Promtool promtool, Path rules, Scrapes scrapes) {
    this.promtool = promtool;
    this.rules = rules;
    this.scrapes = scrapes;
  }

  private record Panel(String title, String unit, Look look, Map<String, double[]> lines) {
    private int width() {
      return look == Look.BANDS ? WHOLE : PANEL;
    }

    private int height() {
      return look == Look.BANDS ? AXIS + BAND * lines.size() + GAP : HEAD + ROW + GAP;
    }
  }

  private enum Look {
    LINES,
    LAYERS,
    BANDS;

    private static Look of(JsonNode panel) {
      if (panel.path("type").asText().equals("state-timeline")) {
        return BANDS;
      }
      return panel.at("/fieldConfig/defaults/custom/stacking").isMissingNode() ? LINES : LAYERS;
    }
  }

  /** The picture as SVG. */
  String of(JsonNode dashboard) throws IOException, InterruptedException {
    var panels = new ArrayList<Panel>();
    for (var panel : dashboard.path("panels")) {
      panels.add(read(panel));
    }
    // Of what no world plays, as of the process, there is nothing to draw.
    panels.removeIf(panel -> panel.lines().isEmpty());
    var places = new ArrayList<Point>();
    var x = GAP;
    var y = GAP + 30;
    var tallest = 0;
    for (var panel : panels) {
      if (x + panel.width() > WIDTH) {
        x = GAP;
        y += tallest;
        tallest = 0;
      }
      places.add(new Point(x, y));
      x += panel.width() + GAP;
      tallest = Math.max(tallest, panel.height());
    }
    var svg = new Svg(WIDTH, y + tallest);
    svg.text(GAP, GAP + 4, 16, "start", dashboard.path("title").asText());
    for (var i = 0; i < panels.size(); i++) {
      if (panels.get(i).look() == Look.BANDS) {
        drawBands(svg, panels.get(i), places.get(i).x(), places.get(i).y());
      } else {
        draw(svg, panels.get(i), places.get(i).x(), places.get(i).y());
      }
    }
    return svg.toString();
  }

  private Panel read(JsonNode panel) throws IOException, InterruptedException {
    var lines = new LinkedHashMap<String, double[]>();
    for (var target : panel.path("targets")) {
      var query = DashboardsShowTest.asked(target.path("expr").asText());
      var questions = new ArrayList<Question>();
      for (var minute = 0; minute < scrapes.minutes(); minute++) {
        questions.add(new Question(query, minute));
      }
      var answers = promtool.answer(rules, scrapes, questions);
      for (var minute = 0; minute < answers.size(); minute++) {
        var samples = SAMPLE.matcher(answers.get(minute));
        while (samples.find()) {
          var name = legend(target.path("legendFormat").asText(), samples.group(1));
          lines.computeIfAbsent(name, n -> unknown())[minute] =
              Double.parseDouble(samples.group(2).replace("Inf", "Infinity"));
        }
      }
    }
    return new Panel(
        panel.path("title").asText(),
        panel.at("/fieldConfig/defaults/unit").asText(),
        Look.of(panel),
        // As Prometheus sorts them, and not by when they came.
        Look.of(panel) == Look.LINES ? lines : new TreeMap<>(lines));
  }

  private double[] unknown() {
    var values = new double[scrapes.minutes()];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private static String legend(String format, String labels) {
    var text = format;
    var all = LABEL.matcher(labels);
    while (all.find()) {
      text = text.replace("{{" + all.group(1) + "}}", all.group(2));
    }
    return text;
  }

  /** A row for each line, with its name before it. */
  private void drawBands(Svg svg, Panel panel, double left, double top) {
    svg.text(left, top + 12, 13, "start", panel.title());
    var begin = left + NAMES;
    var minute = (WHOLE - NAMES) / (double) scrapes.minutes();
    var y = top + 22;
    for (var line : panel.lines().entrySet()) {
      svg.text(begin - 8, y + 11, 11, "end", line.getKey());
      for (var part : parts(line.getValue())) {
        var from = begin + minute * part.get(0);
        var to = begin + minute * (part.get(part.size() - 1) + 1);
        svg.area(
            List.of(
                new Point(from, y + 2),
                new Point(to, y + 2),
                new Point(to, y + BAND - 2),
                new Point(from, y + BAND - 2)),
            Palette.GUESS);
      }
      y += BAND;
    }
    svg.text(begin, y + 12, 10, "start", "0 min");
    svg.text(left + WHOLE, y + 12, 10, "end", scrapes.minutes() + " min");
  }

  private void draw(Svg svg, Panel panel, double left, double top) {
    svg.text(left, top + 12, 13, "start", panel.title());
    var most = most(panel);
    var floor = top + HEAD + ROW - 20;
    var ceiling = top + HEAD - 16;
    var begin = left + AXIS;
    svg.line(new Point(begin, floor), new Point(left + PANEL, floor), Palette.SOFT);
    svg.text(begin - 6, floor, 11, "end", "0");
    svg.text(begin - 6, ceiling + 8, 11, "end", words(most, panel.unit()));
    svg.text(begin, floor + 14, 10, "start", "0 min");
    svg.text(left + PANEL, floor + 14, 10, "end", scrapes.minutes() + " min");
    drawLegend(svg, List.copyOf(panel.lines().keySet()), begin, left + PANEL, top);
    if (panel.look() == Look.LAYERS) {
      drawLayers(svg, panel, begin, floor, (floor - ceiling) / most);
      return;
    }
    var number = 0;
    for (var values : panel.lines().values()) {
      var color = color(number++);
      for (var part : parts(values)) {
        var points = new ArrayList<Point>();
        for (var minute : part) {
          var right = begin + (PANEL - AXIS) * minute / (scrapes.minutes() - 1.0);
          var height = (floor - ceiling) * values[minute] / most;
          // One minute alone is to be seen, too.
          points.add(new Point(part.size() == 1 ? right - 2 : right, floor - height));
          if (part.size() == 1) {
            points.add(new Point(right, floor - height));
          }
        }
        svg.path(points, color);
      }
    }
  }

  /** Each stands on those before it. */
  private void drawLayers(Svg svg, Panel panel, double begin, double floor, double scale) {
    var step = (PANEL - AXIS) / (double) scrapes.minutes();
    var floors = new double[scrapes.minutes()];
    Arrays.fill(floors, floor);
    var number = 0;
    for (var values : panel.lines().values()) {
      var edge = new ArrayDeque<Point>();
      for (var minute = 0; minute < values.length; minute++) {
        var left = begin + step * minute;
        var low = floors[minute];
        floors[minute] -= scale * (Double.isFinite(values[minute]) ? values[minute] : 0);
        edge.addFirst(new Point(left, low));
        edge.addFirst(new Point(left + step, low));
        edge.addLast(new Point(left, floors[minute]));
        edge.addLast(new Point(left + step, floors[minute]));
      }
      svg.area(List.copyOf(edge), color(number++));
    }
  }

  /** As many names as there is room for. */
  private static void drawLegend(
      Svg svg, List<String> names, double left, double right, double top) {
    var x = left;
    for (var i = 0; i < names.size(); i++) {
      var name = names.get(i);
      var width = 30 + LETTER * name.length();
      if (x + width + MORE > right && i < names.size() - 1 || x + width > right + LETTER) {
        svg.text(x, top + 30, 11, "start", "and " + (names.size() - i) + " more");
        return;
      }
      if (!name.isEmpty()) {
        svg.line(new Point(x, top + 26), new Point(x + 14, top + 26), color(i));
        svg.text(x + 18, top + 30, 11, "start", name);
      }
      x += width;
    }
  }

  private static Palette color(int line) {
    return COLORS.get(line % COLORS.size());
  }

  private double most(Panel panel) {
    var most = 0.0;
    var together = new double[scrapes.minutes()];
    for (var values : panel.lines().values()) {
      for (var minute = 0; minute < values.length; minute++) {
        var value = Double.isFinite(values[minute]) ? values[minute] : 0;
        together[minute] += value;
        most = Math.max(most, panel.look() == Look.LAYERS ? together[minute] : value);
      }
    }
    return most == 0 ? 1 : most;
  }

  /** Minutes without a value between those with one. */
  private static List<List<Integer>> parts(double[] values) {
    var parts = new ArrayList<List<Integer>>();
    var isOpen = false;
    for (var minute = 0; minute < values.length; minute++) {
      var isKnown = Double.isFinite(values[minute]);
      if (isKnown && !isOpen) {
        parts.add(new ArrayList<>());
      }
      if (isKnown) {
        parts.get(parts.size() - 1).add(minute);
      }
      isOpen = isKnown;
    }
    return parts;
  }

  private static String words(double value, String unit) {
    return switch (unit) {
      case "percentunit" -> String.format(Locale.ROOT, "%.0f %%", 100 * value);
      case "s" -> number(value) + " s";
      default -> number(value);
    };
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.2g" : "%.0f", value);
  }
}
