// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.MetricServiceGrpc;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.pubsub.v1.ReceivedMessage;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Time series that are late, patchy and of several projects, on a clock that the test moves. */
final class AsGoogleShowsSeriesTest {
  private static final String BACKLOG =
      "pubsub.googleapis.com/subscription/num_undelivered_messages";
  private static final String ACKNOWLEDGED = "pubsub.googleapis.com/subscription/ack_message_count";
  private static final String BY_REGION =
      "pubsub.googleapis.com/subscription/num_unacked_messages_by_region";
  private static final String AGE_BY_REGION =
      "pubsub.googleapis.com/subscription/oldest_unacked_message_age_by_region";

  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed()
              .withMetrics(
                  MonitoringOptions.asGoogle(1)
                      .withMonitored(Map.of("contract", List.of("staging"))))
              .withPullHold(Duration.ofMillis(50)),
          clock);
  private final Account account = of("contract");
  private final Account staging = of("staging");
  private final ManagedChannel channel =
      new GoogleEndpoint("127.0.0.1:" + cloud.monitoringPort(), true).openChannel();
  private final String topic = account.newTopic();
  private final String subscription = account.newSubscription(topic);

  private Account of(String project) {
    return new Account(
        new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true),
        project,
        Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    account.close();
    staging.close();
    cloud.close();
  }

  private void pass(Duration time) {
    for (var second = 0; second < time.toSeconds(); second++) {
      clock.add(Duration.ofSeconds(1));
      cloud.advance();
    }
  }

  private void minutesPass(int minutes) {
    pass(Duration.ofMinutes(minutes));
  }

  private static void publish(Account by, String topic, int messages) {
    by.publish(topic, IntStream.range(0, messages).mapToObj(i -> "m" + i).toArray(String[]::new));
  }

  private List<TimeSeries> series(String metric, String restriction) {
    var now = clock.instant();
    return MetricServiceGrpc.newBlockingStub(channel)
        .listTimeSeries(
            ListTimeSeriesRequest.newBuilder()
                .setName(account.project())
                .setFilter("metric.type = \"" + metric + "\"" + restriction)
                .setInterval(
                    TimeInterval.newBuilder()
                        .setStartTime(Times.stamp(now.minus(Duration.ofHours(2))))
                        .setEndTime(Times.stamp(now)))
                .build())
        .getTimeSeriesList();
  }

  /** By region, the values by their times. */
  private Map<String, TreeMap<Instant, Long>> regions(String metric) {
    return series(metric, "").stream()
        .collect(
            Collectors.toMap(
                each -> each.getMetric().getLabelsOrThrow("region"),
                AsGoogleShowsSeriesTest::values));
  }

  private static TreeMap<Instant, Long> values(TimeSeries series) {
    var values = new TreeMap<Instant, Long>();
    series
        .getPointsList()
        .forEach(
            point ->
                values.put(
                    Times.instant(point.getInterval().getEndTime()),
                    point.getValue().getInt64Value()));
    return values;
  }

  @Test
  void regions_sample_once_a_minute_at_seconds_of_their_own_and_hold_more_or_less() {
    publish(account, topic, 100);
    minutesPass(20);

    var regions = regions(BY_REGION);

    assertThat(regions).hasSize(3);
    assertThat(regions.values().stream().map(points -> points.lastEntry().getValue()).toList())
        .containsExactlyInAnyOrder(70L, 25L, 5L);
    var seconds = new HashSet<Long>();
    regions.values().forEach(points -> seconds.addAll(secondsOfMinute(points.keySet())));
    assertThat(seconds).hasSize(3);
    assertThat(regions(AGE_BY_REGION).values())
        .extracting(points -> points.lastEntry().getValue())
        .doesNotHaveDuplicates();
  }

  private static Set<Long> secondsOfMinute(Set<Instant> times) {
    return times.stream().map(at -> at.getEpochSecond() % 60).collect(Collectors.toSet());
  }

  @Test
  void a_sample_is_shown_between_one_and_four_minutes_after_it_was_taken() {
    publish(account, topic, 100);
    minutesPass(5);
    var lateness = new TreeMap<Instant, Duration>();
    for (var second = 0; second < 1200; second++) {
      pass(Duration.ofSeconds(1));
      for (var points : regions(BY_REGION).values()) {
        points
            .keySet()
            .forEach(at -> lateness.putIfAbsent(at, Duration.between(at, clock.instant())));
      }
    }
    var seen = lateness.tailMap(Instant.EPOCH.plusSeconds(360)).values();

    assertThat(seen)
        .allSatisfy(
            late -> assertThat(late).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(241)));
    assertThat(seen).as("not all the same").anyMatch(late -> late.toSeconds() < 120);
    assertThat(seen).anyMatch(late -> late.toSeconds() > 180);
  }

  @Test
  void a_project_shows_what_it_monitors_and_a_filter_can_leave_that_out() {
    var theirs = staging.newTopic();
    var id = subscription.substring(subscription.lastIndexOf('/') + 1);
    staging.newSubscription(theirs, id);
    publish(account, topic, 1);
    publish(staging, theirs, 1);
    minutesPass(6);
    var named = " AND resource.labels.subscription_id = \"" + id + "\"";

    assertThat(series(BACKLOG, named))
        .extracting(each -> each.getResource().getLabelsOrThrow("project_id"))
        .containsExactlyInAnyOrder("contract", "staging");
    assertThat(series(BACKLOG, named + " AND project = \"contract\""))
        .extracting(each -> each.getResource().getLabelsOrThrow("project_id"))
        .containsExactly("contract");
  }

  @Test
  void a_metric_without_a_first_sample_is_not_found() {
    minutesPass(6);

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> series(BACKLOG, ""))
        .withMessageStartingWith("NOT_FOUND: Cannot find metric(s) that match type");

    publish(account, topic, 1);
    minutesPass(6);
    assertThat(series(BACKLOG, "")).hasSize(1);
  }

  @Test
  void what_is_empty_and_quiet_for_five_minutes_is_not_sampled_until_something_comes() {
    publish(account, topic, 1);
    minutesPass(2);
    account.pull(subscription, 1).stream()
        .map(ReceivedMessage::getAckId)
        .forEach(ackId -> account.acknowledge(subscription, ackId));
    minutesPass(30);

    var ended = values(series(BACKLOG, "").get(0));
    assertThat(ended.lastEntry().getValue()).isZero();
    assertThat(ended.lastKey()).isBefore(Instant.EPOCH.plus(Duration.ofMinutes(9)));

    publish(account, topic, 1);
    minutesPass(6);
    assertThat(values(series(BACKLOG, "").get(0)).lastEntry().getValue()).isEqualTo(1);
  }

  private void finish(int tasks) {
    publish(account, topic, tasks);
    account.pull(subscription, tasks).stream()
        .map(ReceivedMessage::getAckId)
        .forEach(ackId -> account.acknowledge(subscription, ackId));
  }

  /** Nothing is asked for or done in them. */
  private void hoursPass(int hours) {
    for (var minute = 0; minute < hours * 60; minute++) {
      clock.add(Duration.ofMinutes(1));
      cloud.advance();
    }
  }

  @Test
  void what_is_quiet_for_longer_than_a_day_shows_none_of_its_old_tasks_again() {
    finish(5);
    minutesPass(10);
    assertThat(values(series(ACKNOWLEDGED, "").get(0)).values()).contains(5L);

    hoursPass(26);

    assertThat(series(ACKNOWLEDGED, "")).isEmpty();
    assertThat(series(BY_REGION, "")).isEmpty();
  }

  @Test
  void the_first_tasks_after_a_quiet_time_are_of_one_minute() {
    finish(5);
    hoursPass(2);
    finish(7);
    minutesPass(10);

    var found =
        series(ACKNOWLEDGED, "").get(0).getPointsList().stream()
            .filter(point -> point.getValue().getInt64Value() == 7)
            .map(Point::getInterval)
            .toList();

    assertThat(found)
        .singleElement()
        .satisfies(
            interval ->
                assertThat(
                        Duration.between(
                            Times.instant(interval.getStartTime()),
                            Times.instant(interval.getEndTime())))
                    .isEqualTo(Duration.ofMinutes(1)));
  }

  @Test
  void a_gap_in_one_region_is_a_gap_in_the_whole_while_other_regions_go_on() {
    publish(account, topic, 100);
    minutesPass(6);
    cloud.faults().set(FaultKind.MONITORING_GAP, "*", "*", "us-*");
    var since = clock.instant();
    minutesPass(10);

    var regions = regions(BY_REGION);
    assertThat(regions.get("us-east1").lastKey()).isBeforeOrEqualTo(since);
    assertThat(regions.get("europe-west1").lastKey()).isAfter(since);
    assertThat(regions.get("europe-west4").lastKey()).isAfter(since);
    assertThat(values(series(BACKLOG, "").get(0)).lastKey()).isBeforeOrEqualTo(since);
  }
}
