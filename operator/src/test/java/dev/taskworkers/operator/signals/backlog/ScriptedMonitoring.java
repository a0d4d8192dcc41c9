// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.api.Metric;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import dev.taskworkers.operator.InProcessGrpc;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Cloud Monitoring in this process: it answers what a test tells it to, and keeps the questions.
 */
final class ScriptedMonitoring extends MetricServiceGrpc.MetricServiceImplBase
    implements AutoCloseable {
  private final List<ListTimeSeriesRequest> questions = new ArrayList<>();
  private final List<Long> deadlineSeconds = new ArrayList<>();
  private final Deque<Supplier<ListTimeSeriesResponse>> next = new ArrayDeque<>();
  private final List<TimeSeries> series = new ArrayList<>();
  private boolean isEndless;
  private final InProcessGrpc grpc = new InProcessGrpc(this);
  private final MonitoringClient client = MonitoringClient.over(grpc.channel());

  TimeSeriesReader reader() {
    return new TimeSeriesReader(client);
  }

  /** From now on there is this series, too. */
  ScriptedMonitoring shows(String metric, String subscription, String region, Point... points) {
    return showsOf("acme", metric, subscription, region, points);
  }

  /** From now on there is this series of a project, too, whichever project is asked. */
  ScriptedMonitoring showsOf(
      String project, String metric, String subscription, String region, Point... points) {
    series.add(
        TimeSeries.newBuilder()
            .setMetric(
                Metric.newBuilder()
                    .setType("pubsub.googleapis.com/subscription/" + metric)
                    .putLabels("region", region))
            .setResource(
                MonitoredResource.newBuilder()
                    .setType("pubsub_subscription")
                    .putLabels("project_id", project)
                    .putLabels("subscription_id", subscription))
            .addAllPoints(List.of(points))
            .build());
    return this;
  }

  ScriptedMonitoring showsNothing() {
    series.clear();
    return this;
  }

  /** The next question is refused. */
  ScriptedMonitoring refusesNext(io.grpc.Status why) {
    next.add(
        () -> {
          throw new StatusRuntimeException(why);
        });
    return this;
  }

  /** The next question is answered with all that there is to show. */
  ScriptedMonitoring answersNextWhole() {
    next.add(() -> ListTimeSeriesResponse.newBuilder().addAllTimeSeries(series).build());
    return this;
  }

  /** The next answer carries an error beside its series. */
  ScriptedMonitoring answersNextInPart(String error) {
    next.add(
        () ->
            ListTimeSeriesResponse.newBuilder()
                .addAllTimeSeries(series)
                .addExecutionErrors(Status.newBuilder().setMessage(error))
                .build());
    return this;
  }

  /** From now on each page is followed by another one. */
  ScriptedMonitoring answersWithoutEnd() {
    isEndless = true;
    return this;
  }

  List<ListTimeSeriesRequest> questions() {
    return questions;
  }

  long questionsAbout(String metric) {
    return questions.stream().filter(question -> question.getFilter().contains(metric)).count();
  }

  List<Long> deadlineSeconds() {
    return deadlineSeconds;
  }

  static Point point(Instant at, long value) {
    return Point.newBuilder()
        .setInterval(
            TimeInterval.newBuilder()
                .setEndTime(Timestamp.newBuilder().setSeconds(at.getEpochSecond())))
        .setValue(TypedValue.newBuilder().setInt64Value(value))
        .build();
  }

  /** What a counter grew by in the minute up to {@code to}. */
  static Point minute(Instant to, long value) {
    var point = point(to, value).toBuilder();
    point
        .getIntervalBuilder()
        .setStartTime(Timestamp.newBuilder().setSeconds(to.minusSeconds(60).getEpochSecond()));
    return point.build();
  }

  @Override
  public void listTimeSeries(
      ListTimeSeriesRequest request, StreamObserver<ListTimeSeriesResponse> answer) {
    questions.add(request);
    deadlineSeconds.add(Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS));
    try {
      answer.onNext(next.isEmpty() ? all(request) : next.remove().get());
      answer.onCompleted();
    } catch (StatusRuntimeException e) {
      answer.onError(e);
    }
  }

  private ListTimeSeriesResponse all(ListTimeSeriesRequest request) {
    var asked =
        series.stream()
            .filter(one -> request.getFilter().contains('"' + one.getMetric().getType() + '"'))
            .toList();
    return ListTimeSeriesResponse.newBuilder()
        .addAllTimeSeries(asked)
        .setNextPageToken(isEndless ? "more" : "")
        .build();
  }

  @Override
  public void close() {
    client.close();
    grpc.close();
  }
}
