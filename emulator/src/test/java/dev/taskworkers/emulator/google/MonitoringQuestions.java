// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.MetricServiceGrpc.MetricServiceBlockingStub;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Cloud Monitoring as the operator asks it, and what is not known of its filters. */
final class MonitoringQuestions {
  private static final String BACKLOG =
      "metric.type = \"pubsub.googleapis.com/subscription/num_unacked_messages_by_region\"";

  private final MetricServiceBlockingStub monitoring;
  private final String project;
  private final Clock clock;

  /**
   * @param project as {@code projects/P}
   * @param clock of the endpoint
   */
  MonitoringQuestions(MetricServiceBlockingStub monitoring, String project, Clock clock) {
    this.monitoring = monitoring;
    this.project = project;
    this.clock = clock;
  }

  List<Question> all() {
    return List.of(
        Question.quick("how many strings one_of takes: 100", () -> accepts(oneOf(100, 10))),
        Question.quick("how many strings one_of takes: 101", () -> accepts(oneOf(101, 10))),
        Question.quick("how long a filter may be: 9 000 characters", () -> accepts(oneOf(60, 150))),
        Question.quick(
            "how long a filter may be: 11 000 characters", () -> accepts(oneOf(73, 150))),
        Question.quick(
            "how long a filter may be: 20 000 characters", () -> accepts(oneOf(99, 200))));
  }

  /** A filter for subscriptions that there are not. */
  private static String oneOf(int strings, int length) {
    return BACKLOG
        + IntStream.range(0, strings)
            .mapToObj(number -> "\"" + "s".repeat(length - 5) + (10_000 + number) + "\"")
            .collect(
                Collectors.joining(",", " AND resource.labels.subscription_id = one_of(", ")"));
  }

  private String accepts(String filter) {
    var size = " (the filter has " + filter.length() + " characters)";
    try {
      list(filter, Duration.ofMinutes(5));
      return "accepted" + size;
    } catch (StatusRuntimeException refusal) {
      var status = refusal.getStatus();
      return "answered with "
          + status.getCode()
          + ", '"
          + String.valueOf(status.getDescription()).strip()
          + "'"
          + size;
    }
  }

  /** The raw series of the last while. */
  List<TimeSeries> list(String filter, Duration within) {
    var now = clock.instant();
    return monitoring
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .listTimeSeries(
            ListTimeSeriesRequest.newBuilder()
                .setName(project)
                .setFilter(filter)
                .setInterval(
                    TimeInterval.newBuilder()
                        .setStartTime(Times.stamp(now.minus(within)))
                        .setEndTime(Times.stamp(now)))
                .build())
        .getTimeSeriesList();
  }
}
