// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.monitoring.v3.Aggregation;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.ListTimeSeriesResponse;
import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.FaultKind;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time series of Pub/Sub as ListTimeSeries shows them, on a clock that the test moves. */
final class ListTimeSeriesTest extends MonitoredCloud {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String BACKLOG =
      "pubsub.googleapis.com/subscription/num_undelivered_messages";
  private static final String BACKLOG_BY_REGION =
      "pubsub.googleapis.com/subscription/num_unacked_messages_by_region";

  private ListTimeSeriesRequest.Builder request(String filter) {
    return ListTimeSeriesRequest.newBuilder()
        .setName(account.project())
        .setFilter(filter)
        .setInterval(interval(clock.instant().minus(Duration.ofMinutes(30)), clock.instant()));
  }

  private static TimeInterval interval(Instant start, Instant end) {
    return TimeInterval.newBuilder()
        .setStartTime(Times.stamp(start))
        .setEndTime(Times.stamp(end))
        .build();
  }

  private ListTimeSeriesResponse ask(ListTimeSeriesRequest.Builder request) {
    return MetricServiceGrpc.newBlockingStub(channel).listTimeSeries(request.build());
  }

  private List<TimeSeries> series(String metric) {
    return ask(request("metric.type = \"" + metric + "\"")).getTimeSeriesList();
  }

  private List<Long> values(String metric) {
    return series(metric).get(0).getPointsList().stream()
        .map(point -> point.getValue().getInt64Value())
        .toList();
  }

  private static Instant end(Point point) {
    return Times.instant(point.getInterval().getEndTime());
  }

  private Code refusal(ListTimeSeriesRequest.Builder request) {
    var problem = catchThrowableOfType(StatusRuntimeException.class, () -> ask(request));
    assertThat(problem.getStatus().getDescription()).isNotEmpty();
    return problem.getStatus().getCode();
  }

  @Test
  void a_sample_is_taken_each_minute_and_seen_two_minutes_later() {
    account.publish(topic, "a", "b");
    minutesPass(1);
    account.publish(topic, "c");
    minutesPass(1);
    assertThat(series(BACKLOG)).isEmpty();

    minutesPass(1);
    assertThat(values(BACKLOG)).containsExactly(2L);

    minutesPass(1);
    assertThat(values(BACKLOG)).as("newest first").containsExactly(3L, 2L);
    var found = series(BACKLOG).get(0);
    assertThat(end(found.getPoints(0))).isEqualTo(clock.instant().minus(MINUTE.multipliedBy(2)));
    assertThat(found.getResource().getType()).isEqualTo("pubsub_subscription");
    assertThat(found.getResource().getLabelsMap())
        .containsEntry("project_id", "contract")
        .containsEntry(
            "subscription_id", subscription.substring(subscription.lastIndexOf('/') + 1));
  }

  @Test
  void a_subscription_without_a_first_message_has_no_series_but_an_empty_one_has() {
    minutesPass(5);
    assertThat(series(BACKLOG)).isEmpty();

    account.publish(topic, "a");
    account.acknowledge(subscription, account.pull(subscription, 1).get(0).getAckId());
    minutesPass(3);
    assertThat(values(BACKLOG)).containsExactly(0L);
  }

  @Test
  void the_oldest_sample_that_is_kept_shows_its_own_minute_alone() {
    account.publish(topic, "a");
    account.acknowledge(subscription, account.pull(subscription, 1).get(0).getAckId());
    minutesPass(26 * 60);

    var day = interval(clock.instant().minus(Duration.ofHours(30)), clock.instant());
    var points =
        ask(request("metric.type = \"pubsub.googleapis.com/subscription/ack_message_count\"")
                .setInterval(day))
            .getTimeSeries(0)
            .getPointsList();

    assertThat(points)
        .hasSizeGreaterThan(1000)
        .allMatch(point -> point.getValue().getInt64Value() == 0);
  }

  @Test
  void the_backlog_includes_leased_messages_and_their_age() {
    account.publish(topic, "a");
    assertThat(account.pull(subscription, 1)).hasSize(1);
    minutesPass(3);

    assertThat(values(BACKLOG)).containsExactly(1L);
    assertThat(values("pubsub.googleapis.com/subscription/oldest_unacked_message_age"))
        .containsExactly(60L);
  }

  @Test
  void counters_tell_what_happened_in_each_minute_and_come_two_minutes_later() {
    account.publish(topic, "a", "b", "c");
    minutesPass(1);
    account
        .pull(subscription, 3)
        .forEach(received -> account.acknowledge(subscription, received.getAckId()));
    minutesPass(4);
    var acknowledged = "pubsub.googleapis.com/subscription/ack_message_count";
    assertThat(values(acknowledged)).containsExactly(0L);

    minutesPass(1);
    assertThat(values(acknowledged)).containsExactly(3L, 0L);
    assertThat(values("pubsub.googleapis.com/subscription/sent_message_count"))
        .containsExactly(3L, 0L);
    var sizes = series("pubsub.googleapis.com/topic/message_sizes").get(0);
    assertThat(sizes.getPoints(1).getValue().getDistributionValue().getCount()).isEqualTo(3);
  }

  @Test
  void the_regions_of_a_subscription_add_up() {
    account.publish(topic, "a", "b", "c");
    minutesPass(3);

    assertThat(series(BACKLOG_BY_REGION))
        .extracting(each -> each.getMetric().getLabelsOrThrow("region"))
        .containsExactlyInAnyOrder("europe-west1", "us-east1");
    assertThat(series(BACKLOG_BY_REGION))
        .extracting(each -> each.getPoints(0).getValue().getInt64Value())
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void a_filter_may_be_as_long_as_a_hundred_names() {
    var names = "\"" + "s".repeat(250) + "\",";

    assertThat(matching("resource.labels.subscription_id = one_of(" + names.repeat(99) + "\"x\")"))
        .isZero();
  }

  @Test
  void a_filter_selects_subscriptions_by_name() {
    var other = account.newSubscription(topic);
    account.publish(topic, "a");
    minutesPass(3);
    var ids =
        List.of(subscription, other).stream()
            .map(name -> name.substring(name.lastIndexOf('/') + 1))
            .toList();

    assertThat(matching("resource.labels.subscription_id = \"" + ids.get(0) + "\"")).isEqualTo(1);
    assertThat(
            matching(
                "resource.label.subscription_id=one_of(\""
                    + String.join("\", \"", ids)
                    + "\") AND resource.type = \"pubsub_subscription\""))
        .isEqualTo(2);
    assertThat(matching("resource.labels.subscription_id = one_of(\"unknown\")")).isZero();
    assertThat(matching("resource.labels.subscription_id = starts_with(\"t\")")).isEqualTo(2);
  }

  private int matching(String condition) {
    return ask(request("metric.type = \"" + BACKLOG + "\" AND " + condition)).getTimeSeriesCount();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resource.type = \"pubsub_subscription\"",
        "metric.type = starts_with(\"pubsub.googleapis.com\")",
        "metric.type = \"a\" AND metric.type = \"b\"",
        "metric.type = \"a\" OR metric.type = \"b\"",
        "metric.type = \"a\" AND",
        "metric.type = \"unterminated",
        "metric.type = one_of(\"a\", )"
      })
  void a_filter_that_does_not_select_one_metric_is_refused(String filter) {
    assertThat(refusal(request(filter))).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void what_is_not_served_is_refused() {
    var valid = "metric.type = \"" + BACKLOG + "\"";

    assertThat(refusal(request("metric.type = \"no.such/metric\""))).isEqualTo(Code.NOT_FOUND);
    assertThat(refusal(request(valid).clearInterval())).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(request(valid).setName("contract"))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(
            refusal(
                request(valid)
                    .setAggregation(
                        Aggregation.newBuilder()
                            .setPerSeriesAligner(Aggregation.Aligner.ALIGN_RATE))))
        .isEqualTo(Code.UNIMPLEMENTED);
  }

  @Test
  void an_interval_excludes_its_start_and_includes_its_end() {
    account.publish(topic, "a");
    minutesPass(5);
    var first = Instant.EPOCH.plus(MINUTE);
    var filter = "metric.type = \"" + BACKLOG + "\"";

    var response =
        ask(request(filter).setInterval(interval(first, first.plus(MINUTE.multipliedBy(2)))));

    assertThat(response.getTimeSeries(0).getPointsList())
        .extracting(ListTimeSeriesTest::end)
        .containsExactly(first.plus(MINUTE.multipliedBy(2)), first.plus(MINUTE));
  }

  @Test
  void pages_count_points_or_with_headers_only_series() {
    account.newSubscription(topic);
    account.publish(topic, "a");
    minutesPass(4);
    var request = request("metric.type = \"" + BACKLOG + "\"").setPageSize(3);

    var first = ask(request);
    var second = ask(request.setPageToken(first.getNextPageToken()));
    assertThat(points(first)).isEqualTo(3);
    assertThat(points(second)).isEqualTo(1);
    assertThat(second.getNextPageToken()).isEmpty();

    var headers = ask(request.clearPageToken().setView(TimeSeriesView.HEADERS));
    assertThat(headers.getTimeSeriesCount()).isEqualTo(2);
    assertThat(points(headers)).isZero();
  }

  private static int points(ListTimeSeriesResponse response) {
    return response.getTimeSeriesList().stream().mapToInt(TimeSeries::getPointsCount).sum();
  }

  @Test
  void silent_monitoring_shows_nothing_newer_than_the_fault() {
    account.publish(topic, "a");
    minutesPass(4);
    cloud.faults().set(FaultKind.MONITORING_SILENT, Duration.ofMinutes(10));
    var newest = end(series(BACKLOG).get(0).getPoints(0));

    minutesPass(9);
    assertThat(end(series(BACKLOG).get(0).getPoints(0)))
        .isAfterOrEqualTo(newest)
        .isBeforeOrEqualTo(Instant.EPOCH.plus(MINUTE.multipliedBy(4)));

    minutesPass(1);
    assertThat(end(series(BACKLOG).get(0).getPoints(0)))
        .isEqualTo(clock.instant().minus(MINUTE.multipliedBy(2)));
  }

  @Test
  void stale_monitoring_answers_with_points_of_yesterday() {
    account.publish(topic, "a");
    minutesPass(3);
    cloud.faults().set(FaultKind.MONITORING_STALE);

    assertThat(end(series(BACKLOG).get(0).getPoints(0)))
        .isEqualTo(Instant.EPOCH.plus(MINUTE).minus(Duration.ofDays(1)));
  }

  @Test
  void stale_monitoring_that_falls_silent_stays_stale() {
    account.publish(topic, "a");
    minutesPass(3);
    cloud.faults().set(FaultKind.MONITORING_STALE);
    cloud.faults().set(FaultKind.MONITORING_SILENT);

    assertThat(end(series(BACKLOG).get(0).getPoints(0)))
        .isBefore(clock.instant().minus(Duration.ofHours(1)));
  }

  @Test
  void partial_monitoring_says_that_something_is_missing() {
    account.newSubscription(topic);
    account.publish(topic, "a");
    minutesPass(3);
    cloud.faults().set(FaultKind.MONITORING_PARTIAL);

    var response = ask(request("metric.type = \"" + BACKLOG + "\""));

    assertThat(response.getTimeSeriesCount()).isEqualTo(1);
    assertThat(response.getExecutionErrorsCount()).isEqualTo(1);
  }

  @Test
  void a_gap_stays_a_gap() {
    account.publish(topic, "a");
    minutesPass(1);
    cloud.faults().set(FaultKind.MONITORING_GAP, Duration.ofSeconds(150));
    minutesPass(6);

    assertThat(series(BACKLOG).get(0).getPointsList())
        .extracting(point -> Duration.between(Instant.EPOCH, end(point)).toMinutes())
        .containsExactly(5L, 4L, 1L);
  }

  @Test
  void a_backend_that_fails_is_unavailable() {
    cloud.faults().set(FaultKind.MONITORING_503);

    assertThat(refusal(request("metric.type = \"" + BACKLOG + "\""))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void a_spent_quota_is_resource_exhausted() {
    cloud.faults().set(FaultKind.MONITORING_429);

    assertThat(refusal(request("metric.type = \"" + BACKLOG + "\"")))
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
  }
}
