// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.api.Distribution;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import dev.taskworkers.emulator.monitoring.Sample.Quantity;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one metric of resources, in one window, from their samples. */
final class SeriesReader {
  private final Metric metric;
  private final MonitoringOptions options;
  private final Window window;

  SeriesReader(Metric metric, MonitoringOptions options, Window window) {
    this.metric = metric;
    this.options = options;
    this.window = window;
  }

  /**
   * One time series.
   *
   * @param points newest first
   */
  record Series(TimeSeries header, List<Point> points) {}

  /** The series of one resource, as a whole or in a region; empty without points. */
  Optional<Series> read(SampleLog log) {
    var labels = metric.isByRegion() ? Map.of("region", log.region()) : metric.labels();
    var points = points(log);
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(new Series(header(log, labels), points));
  }

  private TimeSeries header(SampleLog log, Map<String, String> labels) {
    return TimeSeries.newBuilder()
        .setMetric(com.google.api.Metric.newBuilder().setType(metric.type()).putAllLabels(labels))
        .setResource(
            MonitoredResource.newBuilder()
                .setType(log.kind().type())
                .putLabels("project_id", log.project())
                .putLabels(log.kind().idLabel(), log.id()))
        .setMetricKind(metric.kind())
        .setValueType(metric.isDistribution() ? ValueType.DISTRIBUTION : ValueType.INT64)
        .build();
  }

  private List<Point> points(SampleLog log) {
    var points = new ArrayList<Point>();
    for (var looks = log.newestFirst(); looks.hasNext(); ) {
      var look = looks.next();
      var sample = look.sample();
      if (!window.mayShow(sample)) {
        break;
      }
      if (window.shows(sample, metric)) {
        points.add(
            metric.kind() == MetricKind.GAUGE ? gauge(sample) : delta(sample, look.before()));
      }
    }
    return points;
  }

  private Point gauge(Sample sample) {
    return point(sample.at(), sample.at(), number(sample.value(metric.quantity())));
  }

  private Point delta(Sample sample, Optional<Sample> before) {
    var start = before.map(Sample::at).orElse(sample.at().minus(options.samplePeriod()));
    var value =
        metric.isDistribution()
            ? distribution(sample, before)
            : number(grown(metric.quantity(), sample, before));
    return point(start, sample.at(), value);
  }

  private Point point(Instant start, Instant end, TypedValue value) {
    return Point.newBuilder()
        .setInterval(
            TimeInterval.newBuilder()
                .setStartTime(Times.stamp(start.minus(window.shift())))
                .setEndTime(Times.stamp(end.minus(window.shift()))))
        .setValue(value)
        .build();
  }

  /** A counter below its last value started anew, because the resource was created again. */
  private static long grown(Quantity quantity, Sample sample, Optional<Sample> before) {
    var value = sample.value(quantity);
    var last = before.map(earlier -> earlier.value(quantity)).orElse(0L);
    return value < last ? value : value - last;
  }

  private static TypedValue number(long value) {
    return TypedValue.newBuilder().setInt64Value(value).build();
  }

  private static TypedValue distribution(Sample sample, Optional<Sample> before) {
    var count = grown(Quantity.PUBLISHED, sample, before);
    var bytes = grown(Quantity.PUBLISHED_BYTES, sample, before);
    var mean = count == 0 ? 0 : (double) bytes / count;
    return TypedValue.newBuilder()
        .setDistributionValue(Distribution.newBuilder().setCount(count).setMean(mean))
        .build();
  }
}
