// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.api.LabelDescriptor;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.QueryTimeSeriesResponse;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TimeSeriesData;
import com.google.monitoring.v3.TimeSeriesData.PointData;
import com.google.monitoring.v3.TimeSeriesDescriptor;
import com.google.monitoring.v3.TimeSeriesDescriptor.ValueDescriptor;
import java.util.Map;
import java.util.TreeMap;

/** Time series in the shape of an answer to a query: a head with the labels, then the points. */
@SuppressWarnings("deprecation") // by Google, but it is what KEDA calls
final class SeriesTable {
  private SeriesTable() {}

  /** At most {@code pageSize} series from the one that {@code token} counts; 0 is all of them. */
  static QueryTimeSeriesResponse of(ListTimeSeriesResponse found, int pageSize, String token) {
    var all = found.getTimeSeriesList();
    var from = Math.min(Page.position(token), all.size());
    var to = pageSize <= 0 ? all.size() : from + Math.min(pageSize, all.size() - from);
    var table = QueryTimeSeriesResponse.newBuilder();
    all.stream().findFirst().ifPresent(first -> table.setTimeSeriesDescriptor(head(first)));
    all.subList(from, to).forEach(series -> table.addTimeSeriesData(row(series)));
    table.addAllPartialErrors(found.getExecutionErrorsList());
    return table.setNextPageToken(Page.token(to, all.size())).build();
  }

  private static TimeSeriesDescriptor head(TimeSeries series) {
    var head = TimeSeriesDescriptor.newBuilder();
    labels(series)
        .keySet()
        .forEach(key -> head.addLabelDescriptors(LabelDescriptor.newBuilder().setKey(key)));
    var type = series.getMetric().getType();
    return head.addPointDescriptors(
            ValueDescriptor.newBuilder()
                .setKey("value." + type.substring(type.lastIndexOf('/') + 1))
                .setValueType(series.getValueType())
                .setMetricKind(series.getMetricKind()))
        .build();
  }

  private static TimeSeriesData row(TimeSeries series) {
    var row = TimeSeriesData.newBuilder();
    labels(series).values().forEach(value -> row.addLabelValuesBuilder().setStringValue(value));
    series
        .getPointsList()
        .forEach(
            point ->
                row.addPointData(
                    PointData.newBuilder()
                        .setTimeInterval(point.getInterval())
                        .addValues(point.getValue())));
    return row.build();
  }

  private static Map<String, String> labels(TimeSeries series) {
    var labels = new TreeMap<String, String>();
    series.getMetric().getLabelsMap().forEach((key, value) -> labels.put("metric." + key, value));
    series
        .getResource()
        .getLabelsMap()
        .forEach((key, value) -> labels.put("resource." + key, value));
    return labels;
  }
}
