// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.TimeSeries;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.List;

/** A filter that names one metric type and restricts labels; all conditions have to hold. */
record SeriesFilter(String metricType, List<Condition> conditions) {
  SeriesFilter {
    conditions = List.copyOf(conditions);
  }

  /** How a value is compared with the operands. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    ONE_OF,
    STARTS_WITH,
    ENDS_WITH,
    HAS_SUBSTRING
  }

  /** For example {@code resource.labels.subscription_id = one_of("a", "b")}. */
  record Condition(String selector, Comparison comparison, List<String> operands) {
    Condition {
      operands = List.copyOf(operands);
    }

    boolean holds(TimeSeries series) {
      var value = value(series);
      return switch (comparison) {
        case EQUAL, ONE_OF -> operands.contains(value);
        case NOT_EQUAL -> !operands.contains(value);
        case STARTS_WITH -> value.startsWith(operands.get(0));
        case ENDS_WITH -> value.endsWith(operands.get(0));
        case HAS_SUBSTRING -> value.contains(operands.get(0));
      };
    }

    /** Empty text for a label that the series has not. */
    private String value(TimeSeries series) {
      return switch (selector) {
        case "metric.type" -> series.getMetric().getType();
        case "resource.type" -> series.getResource().getType();
        case "project" -> series.getResource().getLabelsOrThrow("project_id");
        default -> label(series);
      };
    }

    private String label(TimeSeries series) {
      var labels =
          selector.startsWith("metric.")
              ? series.getMetric().getLabelsMap()
              : series.getResource().getLabelsMap();
      return labels.getOrDefault(selector.substring(selector.lastIndexOf('.') + 1), "");
    }
  }

  /** Checks that exactly one metric type is named. */
  static SeriesFilter of(String text, List<Condition> conditions) {
    var types =
        conditions.stream()
            .filter(condition -> condition.selector().equals("metric.type"))
            .toList();
    if (types.isEmpty()) {
      throw ApiError.invalid(
          "Field filter had an invalid value of \""
              + text
              + "\": must specify a restriction on \"metric.type\" in the filter.");
    }
    var type = types.get(0);
    if (types.size() > 1 || type.comparison() != Comparison.EQUAL) {
      throw ApiError.invalid(
          "The provided filter matches more than one metric. TimeSeries data are limited to a"
              + " single metric per request.");
    }
    return new SeriesFilter(type.operands().get(0), conditions);
  }

  boolean matches(TimeSeries series) {
    return conditions.stream().allMatch(condition -> condition.holds(series));
  }
}
