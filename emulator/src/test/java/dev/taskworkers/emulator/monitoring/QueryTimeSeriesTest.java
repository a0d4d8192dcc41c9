// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.QueryServiceGrpc;
import com.google.monitoring.v3.QueryTimeSeriesRequest;
import com.google.monitoring.v3.QueryTimeSeriesResponse;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TimeSeriesData.PointData;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.FaultKind;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** KEDA's query as it is sent, against what ListTimeSeries says of the same. */
@SuppressWarnings("deprecation") // by Google, but it is what KEDA calls
final class QueryTimeSeriesTest extends MonitoredCloud {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String BACKLOG =
      "pubsub.googleapis.com/subscription/num_undelivered_messages";
  private static final String BY_REGION =
      "pubsub.googleapis.com/subscription/num_unacked_messages_by_region";

  private static String id(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private String query(String metric, String within) {
    return ("fetch pubsub_subscription | metric '%s' | filter (resource.project_id == 'contract' &&"
            + " resource.subscription_id == '%s') | within %s")
        .formatted(metric, id(subscription), within);
  }

  private QueryTimeSeriesResponse ask(String query) {
    return ask(request(query));
  }

  private QueryTimeSeriesRequest.Builder request(String query) {
    return QueryTimeSeriesRequest.newBuilder().setName(account.project()).setQuery(query);
  }

  private QueryTimeSeriesResponse ask(QueryTimeSeriesRequest.Builder request) {
    return QueryServiceGrpc.newBlockingStub(channel).queryTimeSeries(request.build());
  }

  private List<TimeSeries> raw(String metric, Duration within) {
    return MetricServiceGrpc.newBlockingStub(channel)
        .listTimeSeries(
            ListTimeSeriesRequest.newBuilder()
                .setName(account.project())
                .setFilter("metric.type = \"" + metric + "\"")
                .setInterval(
                    TimeInterval.newBuilder()
                        .setStartTime(Times.stamp(clock.instant().minus(within)))
                        .setEndTime(Times.stamp(clock.instant())))
                .build())
        .getTimeSeriesList();
  }

  private static List<Long> values(QueryTimeSeriesResponse answer, int series) {
    return answer.getTimeSeriesData(series).getPointDataList().stream()
        .map(point -> point.getValues(0).getInt64Value())
        .toList();
  }

  private StatusRuntimeException refusal(String query) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> ask(query));
  }

  @Test
  void a_backlog_is_told_newest_first_and_as_late_as_by_the_raw_series() {
    account.publish(topic, "a", "b");
    minutesPass(2);
    assertThat(ask(query(BACKLOG, "10m0s")).getTimeSeriesDataList()).isEmpty();

    account.publish(topic, "c");
    minutesPass(3);
    var answer = ask(query(BACKLOG, "10m0s"));

    assertThat(values(answer, 0)).containsExactly(3L, 2L, 2L);
    var points = raw(BACKLOG, MINUTE.multipliedBy(10)).get(0).getPointsList();
    assertThat(answer.getTimeSeriesData(0).getPointDataList())
        .containsExactlyElementsOf(
            points.stream()
                .map(
                    point ->
                        PointData.newBuilder()
                            .setTimeInterval(point.getInterval())
                            .addValues(point.getValue())
                            .build())
                .toList());
  }

  @Test
  void a_short_window_may_be_empty_since_samples_are_late() {
    account.publish(topic, "a");
    minutesPass(5);

    assertThat(ask(query(BACKLOG, "2m0s")).getTimeSeriesDataList()).isEmpty();
    assertThat(values(ask(query(BACKLOG, "2m30s")), 0)).containsExactly(1L);
  }

  @Test
  void the_head_names_what_each_value_is() {
    account.publish(topic, "a");
    minutesPass(3);
    var answer = ask(query(BACKLOG, "5m0s"));

    var head = answer.getTimeSeriesDescriptor();
    assertThat(head.getLabelDescriptorsList())
        .extracting("key")
        .containsExactly("resource.project_id", "resource.subscription_id");
    assertThat(head.getPointDescriptors(0).getKey()).isEqualTo("value.num_undelivered_messages");
    assertThat(answer.getTimeSeriesData(0).getLabelValuesList())
        .extracting("stringValue")
        .containsExactly("contract", id(subscription));
  }

  @Test
  void another_subscription_is_not_in_it() {
    var other = account.newSubscription(topic);
    account.publish(topic, "a");
    account.acknowledge(other, account.pull(other, 1).get(0).getAckId());
    minutesPass(3);

    assertThat(raw(BACKLOG, MINUTE.multipliedBy(5))).hasSize(2);
    var answer = ask(query(BACKLOG, "5m0s"));
    assertThat(answer.getTimeSeriesDataList()).hasSize(1);
    assertThat(values(answer, 0)).containsExactly(1L);
  }

  @Test
  void a_page_is_of_series_and_the_token_leads_to_the_others() {
    account.publish(topic, "a", "b", "c");
    minutesPass(3);

    var first = ask(request(query(BY_REGION, "5m0s")).setPageSize(1));
    var second =
        ask(
            request(query(BY_REGION, "5m0s"))
                .setPageSize(1)
                .setPageToken(first.getNextPageToken()));

    assertThat(values(first, 0)).containsExactly(2L);
    assertThat(values(second, 0)).containsExactly(1L);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void a_topic_is_asked_for_by_its_own_label() {
    account.publish(topic, "a", "b");
    minutesPass(6);
    var answer =
        ask(
            ("fetch pubsub_topic | metric 'pubsub.googleapis.com/topic/send_request_count' | filter"
                    + " (resource.project_id == 'contract' && resource.topic_id == '%s') | within"
                    + " 10m0s")
                .formatted(id(topic)));

    assertThat(values(answer, 0)).contains(1L);
  }

  @Test
  void faults_of_monitoring_hold_here_as_well() {
    account.publish(topic, "a");
    minutesPass(3);
    cloud.faults().set(FaultKind.MONITORING_429);

    assertThat(refusal(query(BACKLOG, "5m0s")).getStatus().getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void what_cannot_be_read_says_so() {
    account.publish(topic, "a");
    minutesPass(3);
    cloud.faults().set(FaultKind.MONITORING_PARTIAL);

    assertThat(ask(query(BACKLOG, "5m0s")).getPartialErrorsList()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fetch pubsub_subscription",
        "fetch gce_instance | metric 'a' | filter (resource.project_id == 'p' &&"
            + " resource.instance_id == 's') | within 2m0s",
        "fetch pubsub_topic | metric 'a' | filter (resource.project_id == 'p' &&"
            + " resource.subscription_id == 's') | within 2m0s",
        "fetch pubsub_subscription | metric 'a' | filter (resource.project_id == 'p' &&"
            + " resource.subscription_id == 's') | within 5m0s | align delta(3m0s) | every 3m0s |"
            + " group_by [], sum(value)"
      })
  void any_other_query_is_refused_with_a_sentence(String query) {
    var status = refusal(query).getStatus();
    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("answers one form of query", "ListTimeSeries");
  }

  @Test
  void a_window_that_is_no_duration_is_refused() {
    assertThat(refusal(query(BACKLOG, "2.m")).getStatus().getDescription())
        .contains("within: expected a duration");
  }
}
