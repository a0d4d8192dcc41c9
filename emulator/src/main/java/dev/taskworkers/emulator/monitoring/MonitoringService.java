// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.Aggregation;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.MetricServiceGrpc.MetricServiceImplBase;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.taskworkers.emulator.monitoring.SeriesReader.Series;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code google.monitoring.v3.MetricService}: raw time series of Pub/Sub. */
public final class MonitoringService extends MetricServiceImplBase {
  private static final Duration STALE_BY = Duration.ofDays(1);

  private final Sampler sampler;
  private final Faults faults;
  private final MonitoringOptions options;
  private final Clock clock;

  public MonitoringService(Sampler sampler, Faults faults, MonitoringOptions options, Clock clock) {
    this.sampler = sampler;
    this.faults = faults;
    this.options = options;
    this.clock = clock;
  }

  @Override
  public void listTimeSeries(
      ListTimeSeriesRequest request, StreamObserver<ListTimeSeriesResponse> answer) {
    answer.onNext(list(request));
    answer.onCompleted();
  }

  /** What ListTimeSeries answers. */
  public ListTimeSeriesResponse list(ListTimeSeriesRequest request) {
    if (!request.getName().matches("projects/[^/]+")) {
      throw ApiError.invalid(
          "Field name had an invalid value of \""
              + request.getName()
              + "\": expected projects/PROJECT_ID.");
    }
    requireRaw(request.getAggregation());
    requireRaw(request.getSecondaryAggregation());
    var filter = SeriesFilterParser.parse(request.getFilter());
    var metric = Metric.of(filter.metricType()).orElseThrow(() -> unknown(filter.metricType()));
    var project = request.getName().substring("projects/".length());
    var scope = scope(project);
    if (!sampler.isKnown(metric, scope, clock.instant())) {
      throw unknown(filter.metricType());
    }
    var found =
        sampler.series(metric, scope, window(request)).stream()
            .filter(series -> filter.matches(series.header()))
            .toList();
    return response(request, found);
  }

  /** The projects whose series this one shows. */
  private Set<String> scope(String project) {
    var scope = new HashSet<>(options.monitored().getOrDefault(project, List.of()));
    scope.add(project);
    return scope;
  }

  private static void requireRaw(Aggregation aggregation) {
    if (!aggregation.equals(Aggregation.getDefaultInstance())) {
      throw ApiError.of(
          Code.UNIMPLEMENTED,
          "The local cloud serves raw points only; leave the aggregation out and combine the series"
              + " yourself.");
    }
  }

  private static ApiError unknown(String type) {
    return ApiError.of(
        Code.NOT_FOUND,
        "Cannot find metric(s) that match type = \""
            + type
            + "\". If a metric was created recently, it could take up to 10 minutes to become"
            + " available.");
  }

  private Window window(ListTimeSeriesRequest request) {
    var window = Window.of(request.getInterval(), clock.instant());
    var shown =
        faults
            .active(FaultKind.MONITORING_SILENT)
            .map(silent -> window.until(silent.since()))
            .orElse(window);
    return faults.active(FaultKind.MONITORING_STALE).isPresent() ? shown.shifted(STALE_BY) : shown;
  }

  private ListTimeSeriesResponse response(ListTimeSeriesRequest request, List<Series> found) {
    var partial = faults.active(FaultKind.MONITORING_PARTIAL).isPresent();
    var page =
        Page.of(
            partial ? everyOther(found) : found,
            request.getView(),
            request.getPageSize(),
            request.getPageToken());
    var response =
        ListTimeSeriesResponse.newBuilder()
            .addAllTimeSeries(page.series())
            .setNextPageToken(page.nextToken());
    if (partial) {
      response.addExecutionErrors(
          Status.newBuilder()
              .setCode(Code.UNAVAILABLE_VALUE)
              .setMessage("Some time series could not be read."));
    }
    return response.build();
  }

  private static List<Series> everyOther(List<Series> series) {
    return IntStream.range(0, series.size())
        .filter(index -> index % 2 == 1)
        .mapToObj(series::get)
        .toList();
  }
}
