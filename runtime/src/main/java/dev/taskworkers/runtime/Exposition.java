// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The values of one scrape. */
public final class Exposition {
  private final Map<MetricFamily, Series> families = new LinkedHashMap<>();
  private final List<MetricSnapshot> others = new ArrayList<>();

  /** The data of one family; the lists of the other types stay empty. */
  private record Series(
      List<GaugeDataPointSnapshot> gauges,
      List<CounterDataPointSnapshot> counters,
      List<HistogramDataPointSnapshot> histograms,
      List<InfoDataPointSnapshot> infos) {
    static Series none() {
      return new Series(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * The value of a gauge or a counter, or an info.
   *
   * @param labels values, in the order of the family's labels
   */
  public Exposition add(MetricFamily family, double value, String... labels) {
    var series = families.computeIfAbsent(family, f -> Series.none());
    var named = named(family, labels);
    switch (family.type()) {
      case GAUGE -> series.gauges().add(new GaugeDataPointSnapshot(value, named, null));
      case COUNTER -> series.counters().add(new CounterDataPointSnapshot(value, named, null, 0));
      case INFO -> series.infos().add(new InfoDataPointSnapshot(named));
      case HISTOGRAM ->
          throw new IllegalArgumentException(family.name() + " has more than a value");
    }
    return this;
  }

  /**
   * A histogram.
   *
   * @param limits of its buckets, growing
   * @param counts of each bucket, and of what is beyond the last limit
   * @param sum of all
   */
  public Exposition add(
      MetricFamily family, List<Double> limits, List<Long> counts, double sum, String... labels) {
    var all = new ArrayList<>(limits);
    all.add(Double.POSITIVE_INFINITY);
    families
        .computeIfAbsent(family, f -> Series.none())
        .histograms()
        .add(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(all, counts))
                .sum(sum)
                .labels(named(family, labels))
                .build());
    return this;
  }

  /** What a library tells. */
  Exposition add(MetricSnapshots snapshots) {
    snapshots.forEach(others::add);
    return this;
  }

  private static Labels named(MetricFamily family, String... values) {
    return Labels.of(family.labels().toArray(String[]::new), values);
  }

  /** As the answer to a request: a text, also to who would rather have bytes of another format. */
  public Response answer(String accept) {
    var formats = ExpositionFormats.init();
    var openMetrics = formats.getOpenMetricsTextFormatWriter();
    var writer =
        openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    var type = writer.getContentType().replaceFirst("; charset=utf-8$", "");
    var text = new ByteArrayOutputStream();
    try {
      writer.write(text, snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Response.of(200, type, text.toString(StandardCharsets.UTF_8));
  }

  private MetricSnapshots snapshots() {
    Collection<MetricSnapshot> all =
        Stream.concat(
                families.entrySet().stream().map(e -> snapshot(e.getKey(), e.getValue())),
                others.stream())
            .toList();
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot snapshot(MetricFamily family, Series series) {
    return switch (family.type()) {
      case GAUGE -> new GaugeSnapshot(metadata(family, family.name()), series.gauges());
      case COUNTER -> new CounterSnapshot(metadata(family, base(family)), series.counters());
      case HISTOGRAM -> new HistogramSnapshot(metadata(family, family.name()), series.histograms());
      case INFO -> new InfoSnapshot(metadata(family, base(family)), series.infos());
    };
  }

  /** Without the ending that the format adds. */
  private static String base(MetricFamily family) {
    return family.name().replaceFirst("_(total|info)$", "");
  }

  /** Only a unit at the end of the name may be told apart from it. */
  private static MetricMetadata metadata(MetricFamily family, String name) {
    return name.endsWith("_" + family.unit())
        ? new MetricMetadata(name, family.meaning(), new Unit(family.unit()))
        : new MetricMetadata(name, family.meaning());
  }
}
