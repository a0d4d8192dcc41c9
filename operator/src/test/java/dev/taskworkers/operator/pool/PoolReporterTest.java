// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.timeline.PoolHistory;
import dev.taskworkers.operator.pubsub.PubSubNames;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a pool is looked at again, and what its users are warned of. */
final class PoolReporterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final TaskWorkerPoolStatus STATUS =
      new TaskWorkerPoolStatus(1L, 0, 0, 0, "", null, null, null, List.of());

  private final List<Event> events = new ArrayList<>();
  private boolean takes = true;
  private final PoolReporter reporter =
      new PoolReporter(
          PoolEventsTest.events(Runnable::run, this::take),
          new DecisionRecords(),
          new PoolHistory<>(1),
          TICK);
  private final PoolState state = state(Manifests.exec());

  private static PoolState state(TaskWorkerPool resource) {
    return new PoolStates(
            new PoolValidation(new PubSubNames(Optional.empty())),
            new OpenWatches().subscriptions(),
            pool -> true,
            rung -> {},
            gone -> {})
        .of(resource);
  }

  @Test
  void a_new_one_soon_after_its_first_status_and_then_at_each_tick() {
    assertThat(again(null, NOW)).isLessThan(TICK);
    assertThat(again(STATUS, NOW)).isEqualTo(TICK);
  }

  @Test
  void one_whose_first_status_is_not_taken_no_more_often_than_another() {
    again(null, NOW);
    reporter.notTaken(state, new KubernetesClientException("no", 403, null), NOW);

    assertThat(again(null, NOW.plusMillis(1))).isEqualTo(TICK);
  }

  @Test
  void one_that_is_deleted_during_a_look_leaves_no_status_on_another_one_of_its_name() {
    state.end();

    var resource = Manifests.with("", "");
    assertThat(reporter.update(resource, state, STATUS, 1, NOW).isNoUpdate()).isTrue();
    assertThat(reporter.failed(resource, state, STATUS, NOW).getResource()).isEmpty();
  }

  @Test
  void a_status_that_is_not_taken_is_not_shown_as_written() {
    again(null, NOW);
    assertThat(state.view().writes().status()).contains(NOW);
    var later = NOW.plusSeconds(600);
    again(null, later);

    reporter.notTaken(state, new KubernetesClientException("no", 403, null), later);

    assertThat(state.view().writes().status()).contains(NOW);
  }

  /** What a look says of the next one. */
  private Duration again(TaskWorkerPoolStatus before, Instant now) {
    var resource = Manifests.with("", "");
    resource.setStatus(before);
    return Duration.ofMillis(
        reporter.update(resource, state, STATUS, 1, now).getScheduleDelay().orElseThrow());
  }

  @Test
  void one_that_cannot_work_is_warned_of_once_an_hour_in_the_words_of_its_condition() {
    refuse("Invalid", "spec.handler is missing", NOW);
    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(5));
    refuse("Invalid", "spec.template is missing", NOW.plusSeconds(10));
    refuse("NoConsent", "the owner must consent", NOW.plusSeconds(15));
    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(3599));
    assertThat(warnings())
        .containsExactly(
            "Invalid: spec.handler is missing",
            "Invalid: spec.template is missing",
            "NoConsent: the owner must consent");

    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(3600));
    assertThat(warnings()).hasSize(4);
    assertThat(events)
        .allMatch(event -> event.getType().equals("Warning"))
        .allMatch(event -> event.getInvolvedObject().getUid().equals("u1"));
  }

  @Test
  void one_whose_problem_has_other_words_at_each_look_is_warned_of_a_few_times_an_hour() {
    for (var second = 0; second < 3600; second++) {
      refuse("Refused", "pods \"p-" + second + "\" is forbidden", NOW.plusSeconds(second));
    }
    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(3599));

    assertThat(warnings())
        .hasSize(WriteState.MOST_OF_A_REASON + 1)
        .endsWith("Invalid: spec.handler is missing");

    refuse("Refused", "pods \"p-0\" is forbidden", NOW.plusSeconds(3600));
    assertThat(warnings()).hasSize(WriteState.MOST_OF_A_REASON + 2);
  }

  @Test
  void one_that_is_edited_is_warned_of_anew_but_not_without_end() {
    for (var generation = 0; generation < 100; generation++) {
      refuse("Invalid", "error " + generation % 2, generation, NOW.plusSeconds(generation));
    }

    assertThat(warnings())
        .hasSize(WriteState.MOST)
        .startsWith("Invalid: error 0", "Invalid: error 1", "Invalid: error 0");
  }

  @Test
  void a_warning_that_the_api_server_does_not_take_is_written_again_after_a_minute() {
    takes = false;
    refuse("Invalid", "spec.handler is missing", NOW);
    takes = true;
    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(59));
    assertThat(warnings()).isEmpty();

    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(60));
    refuse("Invalid", "spec.handler is missing", NOW.plusSeconds(120));
    assertThat(warnings()).hasSize(1);
  }

  private void take(Event event) {
    if (!takes) {
      throw new KubernetesClientException("away", 503, null);
    }
    events.add(event);
  }

  @Test
  void of_a_failure_of_the_operator_and_of_hostile_words_it_warns_as_the_condition_does() {
    var resource = Manifests.exec();
    var status = refused(resource, "InternalError", "line\n\u001b[31m" + "x".repeat(9000), NOW);
    reporter.failed(resource, state, status, NOW);
    reporter.failed(resource, state, status, NOW);

    assertThat(warnings())
        .singleElement()
        .matches(warning -> warning.startsWith("InternalError: line"))
        .matches(warning -> warning.length() < 5000)
        .matches(warning -> warning.chars().noneMatch(Character::isISOControl));
  }

  @Test
  void of_what_another_installation_says_of_a_pool_and_of_one_that_is_gone_nobody_is_warned() {
    var resource = Manifests.exec();
    var status = refused(resource, "NotFound", "the other one finds no subscription", NOW);
    resource.setStatus(status);
    reporter.update(resource, state, status, 1, NOW);
    state.end();
    refuse("Invalid", "spec.handler is missing", NOW);
    reporter.failed(resource, state, refused(resource, "InternalError", "it broke", NOW), NOW);

    assertThat(events).isEmpty();
  }

  @Test
  void the_event_of_a_pool_with_the_longest_of_names_has_one_that_the_api_server_takes() {
    var resource = Manifests.exec();
    resource.getMetadata().setName("n".repeat(253));
    var status = refused(resource, "Invalid", "metadata.name is too long", NOW);
    reporter.update(resource, state(resource), status, 1, NOW);

    assertThat(events)
        .singleElement()
        .matches(event -> event.getMetadata().getName().length() <= 253)
        .matches(event -> event.getInvolvedObject().getName().length() == 253);
  }

  private void refuse(String reason, String message, Instant now) {
    refuse(reason, message, 3, now);
  }

  private void refuse(String reason, String message, long generation, Instant now) {
    var resource = Manifests.exec();
    resource.getMetadata().setGeneration(generation);
    reporter.update(resource, state, refused(resource, reason, message, now), 1, now);
  }

  private static TaskWorkerPoolStatus refused(
      TaskWorkerPool resource, String reason, String message, Instant now) {
    return PoolStatus.refused(resource, PoolPods.of(List.of()), reason, message, now);
  }

  private List<String> warnings() {
    return events.stream().map(event -> event.getReason() + ": " + event.getMessage()).toList();
  }
}
