package dev.taskworkers.lab.cloud.monitoring;

import com.google.api.Distribution;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.monitoring.Sample.Quantity;
import dev.taskworkers.lab.cloud.pubsub.message.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One time series that has points in a window.
 *
 * @param points newest first
 */
record SeriesPoints(TimeSeries header, List<Point> points) {

  /** The series of one resource: one, or one for each region; none without points. */
  static List<SeriesPoints> of(
      Metric metric, SampleLog log, CloudOptions.Metrics options, Window window) {
    var regions = options.regions();
    Stream<SeriesPoints> series =
        metric.isByRegion()
            ? IntStream.range(0, regions.size())
                .mapToObj(
                    region ->
                        new SeriesPoints(
                            header(metric, log, Map.of("region", regions.get(region))),
                            points(
                                metric,
                                log,
                                options,
                                window,
                                total -> metric.share(total, region, regions.size()))))
            : Stream.of(
                new SeriesPoints(
                    header(metric, log, metric.labels()),
                    points(metric, log, options, window, UnaryOperator.identity())));
    return series.filter(each -> !each.points.isEmpty()).toList();
  }

  private static TimeSeries header(Metric metric, SampleLog log, Map<String, String> labels) {
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

  private static List<Point> points(
      Metric metric,
      SampleLog log,
      CloudOptions.Metrics options,
      Window window,
      UnaryOperator<Long> share) {
    var points = new ArrayList<Point>();
    var samples = log.newestFirst();
    var current = next(samples);
    while (current.isPresent()) {
      var before = next(samples);
      var sample = current.get();
      if (window.shows(sample, metric)) {
        points.add(point(metric, sample, before, options, window, share));
      }
      current = before;
    }
    return points;
  }

  private static Optional<Sample> next(java.util.Iterator<Sample> samples) {
    return samples.hasNext() ? Optional.of(samples.next()) : Optional.empty();
  }

  private static Point point(
      Metric metric,
      Sample sample,
      Optional<Sample> before,
      CloudOptions.Metrics options,
      Window window,
      UnaryOperator<Long> share) {
    var isGauge = metric.kind() == MetricKind.GAUGE;
    var start =
        isGauge
            ? sample.at()
            : before.map(Sample::at).orElse(sample.at().minus(options.samplePeriod()));
    return Point.newBuilder()
        .setInterval(interval(start, sample.at(), window))
        .setValue(
            metric.isDistribution()
                ? distribution(sample, before)
                : number(
                    share.apply(
                        grown(metric.quantity(), sample, isGauge ? Optional.empty() : before))))
        .build();
  }

  private static TimeInterval interval(Instant start, Instant end, Window window) {
    return TimeInterval.newBuilder()
        .setStartTime(Times.stamp(start.minus(window.shift())))
        .setEndTime(Times.stamp(end.minus(window.shift())))
        .build();
  }

  private static long grown(Quantity quantity, Sample sample, Optional<Sample> before) {
    return sample.value(quantity) - before.map(earlier -> earlier.value(quantity)).orElse(0L);
  }

  private static TypedValue number(long value) {
    return TypedValue.newBuilder().setInt64Value(value).build();
  }

  private static TypedValue distribution(Sample sample, Optional<Sample> before) {
    var count = grown(Quantity.PUBLISHED, sample, before);
    var bytes = grown(Quantity.PUBLISHED_BYTES, sample, before);
    return TypedValue.newBuilder()
        .setDistributionValue(
            Distribution.newBuilder()
                .setCount(count)
                .setMean(count == 0 ? 0 : (double) bytes / count))
        .build();
  }
}
