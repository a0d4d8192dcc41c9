// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static dev.taskworkers.operator.signals.backlog.ScriptedMonitoring.minute;
import static dev.taskworkers.operator.signals.backlog.ScriptedMonitoring.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader.MonitoringUnavailableException;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of Cloud Monitoring, and how its answer is read. */
final class TimeSeriesReaderTest {
  private static final String COUNTS = "num_unacked_messages_by_region";
  private static final String AGES = "oldest_unacked_message_age_by_region";
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant T1 = T0.plusSeconds(60);
  private static final Instant T2 = T0.plusSeconds(120);
  private static final SubscriptionName A = SubscriptionName.of("acme", "a-sub");

  private final ScriptedMonitoring monitoring = new ScriptedMonitoring();
  private final TimeSeriesReader reader = monitoring.reader();

  @AfterEach
  void close() {
    monitoring.close();
  }

  private Map<Instant, Long> counts() {
    return reader
        .counts("acme", List.of(A), T0, T2)
        .getOrDefault(A, new RegionalPoints())
        .joined(Long::sum, T2);
  }

  @Test
  void an_answer_without_an_end_is_none() {
    monitoring.shows(COUNTS, "a-sub", "r", point(T1, 3)).answersWithoutEnd();

    assertThatExceptionOfType(MonitoringUnavailableException.class)
        .isThrownBy(this::counts)
        .withMessageContaining("has no end");

    assertThat(monitoring.questions()).hasSizeLessThan(200);
  }

  @Test
  void a_name_that_looks_like_a_filter_stays_a_name() {
    reader.counts("acme", List.of(SubscriptionName.of("acme", "a\" OR \\")), T0, T2);

    assertThat(monitoring.questions().get(0).getFilter()).endsWith(" = \"a\\\" OR \\\\\"");
  }

  @Test
  void it_asks_for_raw_points_of_one_metric_of_the_named_subscriptions() {
    reader.counts("acme", List.of(A, SubscriptionName.of("acme", "b-sub")), T0, T2);

    var question = monitoring.questions().get(0);
    assertThat(question.getName()).isEqualTo("projects/acme");
    assertThat(question.getFilter())
        .isEqualTo(
            "metric.type = \"pubsub.googleapis.com/subscription/num_unacked_messages_by_region\""
                + " AND resource.type = \"pubsub_subscription\" AND project = \"acme\""
                + " AND resource.labels.subscription_id = one_of(\"a-sub\",\"b-sub\")");
    assertThat(question.getInterval().getStartTime().getSeconds()).isEqualTo(T0.getEpochSecond());
    assertThat(question.getInterval().getEndTime().getSeconds()).isEqualTo(T2.getEpochSecond());
    assertThat(question.getView()).isEqualTo(TimeSeriesView.FULL);
    assertThat(question.hasAggregation()).isFalse();
  }

  @Test
  void what_pulls_and_streams_acknowledged_in_a_minute_adds_up() {
    monitoring
        .shows("ack_message_count", "a-sub", "", minute(T2, 3), minute(T1, 1))
        .shows("ack_message_count", "a-sub", "", minute(T2, 4));

    assertThat(reader.acknowledged("acme", List.of(A), T0, T2).get(A))
        .containsExactly(new Acknowledged(T0, T1, 1), new Acknowledged(T1, T2, 7));
  }

  @Test
  void a_hundred_names_are_one_question_and_one_more_makes_two() {
    reader.counts("acme", names(100, "pool"), T0, T2);
    assertThat(monitoring.questions()).hasSize(1);

    reader.counts("acme", names(101, "pool"), T0, T2);
    assertThat(monitoring.questions()).hasSize(3);
  }

  @Test
  void long_names_are_parted_before_the_filter_is_too_long() {
    reader.counts("acme", names(100, "x".repeat(200)), T0, T2);

    assertThat(monitoring.questions())
        .hasSize(3)
        .allSatisfy(question -> assertThat(question.getFilter()).hasSizeLessThan(11_000));
  }

  @Test
  void it_waits_ten_seconds_and_not_the_ninety_of_the_client() {
    counts();

    assertThat(monitoring.deadlineSeconds())
        .allSatisfy(seconds -> assertThat(seconds).isBetween(1L, 10L));
  }

  @Test
  void counts_of_all_regions_are_summed() {
    monitoring
        .shows(COUNTS, "a-sub", "europe-west1", point(T2, 5), point(T1, 7))
        .shows(COUNTS, "a-sub", "us-east1", point(T2, 10), point(T1, 0));

    assertThat(counts()).isEqualTo(Map.of(T1, 7L, T2, 15L));
  }

  @Test
  void of_the_ages_of_all_regions_the_greatest_counts() {
    monitoring
        .shows(AGES, "a-sub", "europe-west1", point(T2, 30))
        .shows(AGES, "a-sub", "us-east1", point(T2, 300));

    assertThat(reader.ages("acme", List.of(A), T0, T2))
        .isEqualTo(Map.of(A, Map.of(T2, Duration.ofMinutes(5))));
  }

  @Test
  void what_a_project_shows_of_another_that_it_monitors_is_not_its_own() {
    monitoring
        .shows(COUNTS, "a-sub", "europe-west1", point(T2, 5))
        .showsOf("staging", COUNTS, "a-sub", "europe-west1", point(T2, 1000))
        .showsOf("staging", COUNTS, "a-sub", "us-east1", point(T2, 1000));

    assertThat(counts()).isEqualTo(Map.of(T2, 5L));
  }

  @Test
  void a_project_that_is_named_by_its_number_is_known_by_the_filter_alone() {
    var byNumber = SubscriptionName.of("4711", "a-sub");
    monitoring.shows(COUNTS, "a-sub", "europe-west1", point(T2, 5));

    assertThat(reader.counts("4711", List.of(byNumber), T0, T2)).containsOnlyKeys(byNumber);
    assertThat(monitoring.questions().get(0).getFilter()).contains("project = \"4711\"");
  }

  @Test
  void a_metric_that_a_project_has_never_written_is_no_series_and_no_failure() {
    monitoring.refusesNext(
        Status.NOT_FOUND.withDescription("Cannot find metric(s) that match type = \"…\"."));

    assertThat(reader.counts("acme", List.of(A), T0, T2)).isEmpty();
  }

  @Test
  void a_project_that_is_not_found_is_a_failure() {
    monitoring.refusesNext(Status.NOT_FOUND.withDescription("The project was not found."));

    assertThatExceptionOfType(MonitoringUnavailableException.class).isThrownBy(this::counts);
  }

  @Test
  void a_series_may_be_cut_in_parts_and_a_point_may_come_twice_and_in_any_order() {
    monitoring
        .shows(COUNTS, "a-sub", "europe-west1", point(T0, 3), point(T2, 5))
        .shows(COUNTS, "a-sub", "europe-west1", point(T2, 5), point(T1, 4));

    assertThat(counts()).isEqualTo(Map.of(T0, 3L, T1, 4L, T2, 5L));
  }

  @Test
  void a_negative_point_is_no_point() {
    monitoring
        .shows(COUNTS, "a-sub", "europe-west1", point(T2, -1), point(T1, 4))
        .shows(COUNTS, "a-sub", "us-east1", point(T2, 10), point(T1, 1));

    assertThat(counts()).isEqualTo(Map.of(T1, 5L));
  }

  @Test
  void a_subscription_without_a_series_is_missing_and_not_zero() {
    assertThat(reader.counts("acme", List.of(A), T0, T2)).isEmpty();
  }

  @Test
  void a_partial_answer_is_no_answer() {
    monitoring
        .shows(COUNTS, "a-sub", "europe-west1", point(T2, 5))
        .answersNextInPart("no us-east1");

    assertThatExceptionOfType(MonitoringUnavailableException.class)
        .isThrownBy(this::counts)
        .withMessage("the answer is partial: no us-east1");
  }

  @Test
  void a_missing_permission_says_what_to_grant() {
    monitoring.refusesNext(Status.PERMISSION_DENIED);

    assertThatExceptionOfType(MonitoringUnavailableException.class)
        .isThrownBy(this::counts)
        .withMessage(
            "PERMISSION_DENIED: grant roles/monitoring.viewer on project acme to the operator's"
                + " identity")
        .matches(problem -> !problem.quota());
  }

  @Test
  void an_exceeded_quota_is_known_as_such_and_not_asked_again_at_once() {
    monitoring.refusesNext(Status.RESOURCE_EXHAUSTED);

    assertThatExceptionOfType(MonitoringUnavailableException.class)
        .isThrownBy(this::counts)
        .matches(MonitoringUnavailableException::quota);
    assertThat(monitoring.questions()).hasSize(1);
    assertThat(reader.calls()).isEqualTo(1);
  }

  private static List<SubscriptionName> names(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(i -> SubscriptionName.of("acme", prefix + i))
        .toList();
  }
}
