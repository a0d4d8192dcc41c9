// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dashboard of Grafana.
 *
 * @param file its name below {@code helm/files/dashboards}
 * @param uid by which links find it
 * @param ofPool whether it is about one pool, which is chosen above it
 */
record Dashboard(String file, String uid, String title, boolean ofPool, List<Panel> panels) {
  private static final int COLUMNS = 24;
  private static final int HEIGHT = 8;
  private static final Map<String, Object> SOURCE =
      Map.of("type", "prometheus", "uid", "${datasource}");

  /** How Grafana draws what is answered. */
  enum Look {
    LINES("timeseries", Map.of(), Map.of()),
    /** Above each other, for together they are all that there is. */
    LAYERS(
        "timeseries",
        Map.of(
            "custom",
            Map.of(
                "stacking",
                Map.of("mode", "normal"),
                "fillOpacity",
                70,
                "lineWidth",
                0,
                "lineInterpolation",
                "stepAfter")),
        Map.of()),
    /** A row for each, with a band while it is there. */
    BANDS(
        "state-timeline",
        Map.of("color", Map.of("mode", "fixed", "fixedColor", "blue")),
        Map.of("showValue", "never", "rowHeight", 0.8, "legend", Map.of("showLegend", false))),
    NUMBER("stat", Map.of(), Map.of());

    private final String type;
    private final Map<String, Object> defaults;
    private final Map<String, Object> options;

    Look(String type, Map<String, Object> defaults, Map<String, Object> options) {
      this.type = type;
      this.defaults = defaults;
      this.options = options;
    }
  }

  /**
   * One picture.
   *
   * @param unit as Grafana names it
   * @param width of 24 columns
   */
  record Panel(
      String title, String meaning, Look look, String unit, int width, List<Query> queries) {
    /** What takes all columns has many rows. */
    private int height() {
      return width == COLUMNS ? 2 * HEIGHT : HEIGHT;
    }

    static Panel lines(String title, String unit, String meaning, Query... queries) {
      return new Panel(title, meaning, Look.LINES, unit, 8, List.of(queries));
    }

    static Panel layers(String title, String meaning, Query query) {
      return new Panel(title, meaning, Look.LAYERS, "none", 8, List.of(query));
    }

    static Panel bands(String title, String meaning, int width, Query query) {
      return new Panel(title, meaning, Look.BANDS, "none", width, List.of(query));
    }

    static Panel number(String title, String unit, String meaning, String query) {
      return new Panel(title, meaning, Look.NUMBER, unit, 6, List.of(new Query(query, "")));
    }
  }

  /**
   * One question to Prometheus.
   *
   * @param legend with labels in two braces; empty for a single number
   */
  record Query(String expression, String legend) {}

  String json() throws JsonProcessingException {
    var printer =
        new DefaultPrettyPrinter()
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    var board = new LinkedHashMap<String, Object>();
    board.put("uid", uid);
    board.put("title", title);
    board.put("tags", List.of("taskworkers"));
    board.put("schemaVersion", 39);
    board.put("editable", false);
    board.put("graphTooltip", 1);
    board.put("time", Map.of("from", "now-3h"));
    board.put("refresh", "30s");
    board.put("templating", Map.of("list", variables()));
    board.put("panels", placed());
    return JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build()
            .writer(printer)
            .writeValueAsString(board)
        + "\n";
  }

  private List<Map<String, Object>> variables() {
    var all = new ArrayList<Map<String, Object>>();
    all.add(
        Map.of(
            "name", "datasource", "label", "Source", "type", "datasource", "query", "prometheus"));
    if (ofPool) {
      all.add(choice("namespace", "label_values(taskworkers_pool_condition, namespace)"));
      all.add(
          choice(
              "pool", "label_values(taskworkers_pool_condition{namespace=\"$namespace\"}, pool)"));
    }
    return all;
  }

  private static Map<String, Object> choice(String name, String query) {
    return Map.of(
        "name", name, "type", "query", "datasource", SOURCE, "query", query, "refresh", 2);
  }

  private List<Map<String, Object>> placed() {
    var all = new ArrayList<Map<String, Object>>();
    var x = 0;
    var y = 0;
    for (var panel : panels) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += HEIGHT;
      }
      var drawn = new LinkedHashMap<String, Object>();
      drawn.put("id", all.size() + 1);
      drawn.put("title", panel.title());
      drawn.put("description", panel.meaning());
      drawn.put("type", panel.look().type);
      drawn.put("datasource", SOURCE);
      drawn.put("gridPos", Map.of("x", x, "y", y, "w", panel.width(), "h", panel.height()));
      var defaults = new LinkedHashMap<String, Object>(panel.look().defaults);
      defaults.putAll(Map.of("unit", panel.unit(), "min", 0));
      drawn.put("fieldConfig", Map.of("defaults", defaults));
      if (!panel.look().options.isEmpty()) {
        drawn.put("options", panel.look().options);
      }
      drawn.put("targets", targets(panel.queries()));
      all.add(drawn);
      x += panel.width();
    }
    return all;
  }

  private static List<Map<String, Object>> targets(List<Query> queries) {
    var all = new ArrayList<Map<String, Object>>();
    for (var query : queries) {
      all.add(
          Map.of(
              "refId",
              String.valueOf((char) ('A' + all.size())),
              "datasource",
              SOURCE,
              "expr",
              query.expression(),
              "legendFormat",
              query.legend()));
    }
    return all;
  }
}
