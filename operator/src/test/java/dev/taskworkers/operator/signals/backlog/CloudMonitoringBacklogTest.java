// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static dev.taskworkers.operator.signals.backlog.ScriptedMonitoring.minute;
import static dev.taskworkers.operator.signals.backlog.ScriptedMonitoring.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Cloud Monitoring is asked, and what is known between its answers. */
final class CloudMonitoringBacklogTest {
  private static final String COUNTS = "num_unacked_messages_by_region";
  private static final String AGES = "oldest_unacked_message_age_by_region";
  private static final String ACKNOWLEDGED = "ack_message_count";
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ResourceName A = ResourceName.subscription("acme", "a-sub");
  private static final ResourceName B = ResourceName.subscription("acme", "b-sub");
  private static final ResourceName ELSEWHERE = ResourceName.subscription("other", "a-sub");

  private final ScriptedMonitoring monitoring = new ScriptedMonitoring();
  private final CloudMonitoringBacklog backlog =
      new CloudMonitoringBacklog(monitoring.reader(), Runnable::run, Runnable::run);
  private final Map<ResourceName, BacklogWatch> watches = new HashMap<>();
  private Instant now = START;

  @AfterEach
  void close() {
    monitoring.close();
  }

  /** The operator's life: its pools are watched, and Monitoring is asked when it is due. */
  private void pass(Duration time, ResourceName... pools) {
    for (var pool : pools) {
      watch(pool);
    }
    for (var end = now.plus(time); now.isBefore(end); now = now.plus(TICK)) {
      backlog.poll(now);
    }
  }

  private BacklogWatch watch(ResourceName pool) {
    return watches.computeIfAbsent(pool, backlog::watch);
  }

  private Backlog known(ResourceName pool) {
    return watch(pool).latest(now).backlog();
  }

  @Test
  void all_pools_of_a_project_are_one_question_a_minute() {
    pass(Duration.ofMinutes(10), A, B);

    assertThat(monitoring.questions()).hasSize(10);
    assertThat(monitoring.questions())
        .allSatisfy(q -> assertThat(q.getFilter()).contains("\"a-sub\"", "\"b-sub\""));
  }

  @Test
  void each_project_is_asked_by_itself() {
    pass(Duration.ofMinutes(1), A, ELSEWHERE);

    assertThat(monitoring.questions())
        .extracting("name")
        .containsExactlyInAnyOrder("projects/acme", "projects/other");
  }

  @Test
  void a_new_pool_is_asked_about_within_fifteen_seconds() {
    pass(Duration.ofSeconds(20), A);
    pass(Duration.ofSeconds(15), A, B);

    assertThat(monitoring.questions()).hasSize(2);
    assertThat(monitoring.questions().get(1).getFilter()).contains("\"b-sub\"");
  }

  @Test
  void a_pool_that_is_gone_is_not_asked_about_any_more() {
    pass(Duration.ofMinutes(1), A, B);
    watch(B).close();
    pass(Duration.ofMinutes(1));

    var last = monitoring.questions().get(monitoring.questions().size() - 1);
    assertThat(last.getFilter()).contains("\"a-sub\"").doesNotContain("\"b-sub\"");
  }

  @Test
  void when_no_pool_is_left_nothing_is_asked() {
    pass(Duration.ofMinutes(1), A);
    watch(A).close();
    pass(Duration.ofMinutes(10));

    assertThat(monitoring.questions()).hasSize(1);
  }

  @Test
  void a_subscription_that_is_watched_anew_is_asked_about_soon_and_without_what_was_known() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START.minusSeconds(60), 7));
    pass(TICK, A);
    watch(A).close();
    watches.clear();
    assertThat(known(A)).isEqualTo(Backlog.missing());

    pass(Duration.ofSeconds(15));

    assertThat(known(A).state()).isEqualTo(State.FRESH);
  }

  @Test
  void a_watch_that_is_closed_late_does_not_end_the_one_that_took_its_place() {
    var last = watch(A);
    watches.clear();
    watch(A);
    last.close();
    pass(TICK);

    assertThat(monitoring.questions()).hasSize(1);
  }

  @Test
  void the_newest_sample_keeps_its_own_time() {
    monitoring.shows(
        COUNTS,
        "a-sub",
        "eu",
        point(START.minusSeconds(150), 7),
        point(START.minusSeconds(210), 9));

    pass(TICK, A);

    assertThat(known(A))
        .isEqualTo(
            new Backlog(
                State.FRESH,
                List.of(sample(START.minusSeconds(210), 9), sample(START.minusSeconds(150), 7))));
  }

  @Test
  void a_sample_from_the_future_is_not_believed() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START.plusSeconds(60), 7));

    pass(TICK, A);

    assertThat(known(A)).isEqualTo(Backlog.missing());
  }

  @DisplayName("the state follows from the age of the newest sample and the last answer")
  @ParameterizedTest(name = "sample {0} s old, last answer {1}: {2} with {3} samples")
  @CsvSource({
    "60,  whole,   FRESH,   1",
    "360, whole,   FRESH,   1",
    "361, whole,   STALE,   1",
    "-,   whole,   MISSING, 0",
    "60,  refused, ERROR,   1",
    "361, refused, ERROR,   0",
    "-,   refused, ERROR,   0",
    "60,  partial, ERROR,   1",
  })
  void states(String age, String answer, State state, int samples) {
    var asked = START.plusSeconds(60);
    if (!age.equals("-")) {
      var at = asked.minusSeconds(Long.parseLong(age));
      monitoring.shows(COUNTS, "a-sub", "eu", point(at, 7));
    }
    watch(A);
    backlog.poll(START);
    switch (answer) {
      case "refused" -> monitoring.refusesNext(Status.UNAVAILABLE);
      case "partial" -> monitoring.answersNextInPart("half");
      default -> {}
    }
    backlog.poll(asked);

    var known = watch(A).latest(asked).backlog();
    assertThat(known.state()).isEqualTo(state);
    assertThat(known.samples()).hasSize(samples);
  }

  @Test
  void when_the_series_ends_the_backlog_grows_stale_and_then_missing_but_never_zero() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 7));
    pass(Duration.ofMinutes(1), A);
    monitoring.showsNothing();

    pass(Duration.ofMinutes(6), A);
    assertThat(known(A).state()).isEqualTo(State.STALE);
    assertThat(known(A).newest().orElseThrow().undelivered()).isEqualTo(7);

    pass(Duration.ofMinutes(5), A);
    assertThat(known(A).state()).isEqualTo(State.MISSING);
    assertThat(known(A).samples()).isEmpty();
  }

  @DisplayName("the end of a series is known once answers that should have shown more did not")
  @ParameterizedTest(name = "{0} min after the last sample, {1}: {2}")
  @CsvSource({
    "9,  each whole,        false",
    "11, each whole,        true",
    "11, the last refused,  false",
    "11, one refused,       false",
    "16, one refused,       true",
    "11, one region before, false",
  })
  void ends(int minutes, String answers, boolean ended) {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 3));
    if (answers.equals("one region before")) {
      monitoring.shows(COUNTS, "a-sub", "us", point(START.minusSeconds(300), 3));
    }
    pass(Duration.ofMinutes(1), A);
    for (var minute = 2; minute <= minutes; minute++) {
      if (answers.equals("one refused") && minute == 9
          || answers.equals("the last refused") && minute == minutes) {
        monitoring.refusesNext(Status.UNAVAILABLE);
      }
      pass(Duration.ofMinutes(1), A);
    }

    assertThat(known(A).ended().isPresent()).isEqualTo(ended);
    known(A)
        .ended()
        .ifPresent(
            end -> {
              assertThat(end.last()).isEqualTo(3);
              assertThat(end.at()).isEqualTo(START);
              assertThat(end.until()).isBeforeOrEqualTo(now.minus(Duration.ofMinutes(5)));
            });
  }

  @DisplayName(
      "a series that is not there is as of a quiet subscription unless it ended with tasks")
  @ParameterizedTest(name = "the last sample {0}, {1} min ago: {2}")
  @CsvSource({"0, 8, false", "0, 12, true", "3, 12, false", ", 12, true", ", 0, false"})
  void ends_empty(Long last, int minutes, boolean endedEmpty) {
    if (last != null) {
      monitoring.shows(COUNTS, "a-sub", "eu", point(START, last));
    }
    for (var minute = 0; minute < minutes; minute++) {
      pass(Duration.ofMinutes(1), A);
    }

    assertThat(watch(A).latest(now).endedEmpty()).isEqualTo(endedEmpty);
  }

  @DisplayName(
      "samples that are too old are as of a quiet subscription if the last counted nothing")
  @ParameterizedTest(name = "the last sample {0}, {1} min ago: {2}")
  @CsvSource({"0, 2, false", "0, 8, true", "3, 8, false", "0, 12, false"})
  void stops_empty(long last, int minutes, boolean stoppedEmpty) {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, last));
    for (var minute = 0; minute < minutes; minute++) {
      pass(Duration.ofMinutes(1), A);
    }

    assertThat(watch(A).latest(now).stoppedEmpty()).isEqualTo(stoppedEmpty);
  }

  @Test
  void what_failed_is_said_in_the_message_until_an_answer_comes() {
    monitoring.refusesNext(Status.PERMISSION_DENIED);
    pass(Duration.ofMinutes(1), A);
    assertThat(watch(A).latest(now).message())
        .contains("grant roles/monitoring.viewer on project acme");

    pass(TICK, A);
    assertThat(known(A).state()).isEqualTo(State.MISSING);
    assertThat(watch(A).latest(now).message()).doesNotContain("grant");
  }

  @Test
  void an_exceeded_quota_makes_questions_rarer_and_an_answer_ends_that() {
    for (var i = 0; i < 3; i++) {
      monitoring.refusesNext(Status.RESOURCE_EXHAUSTED);
    }
    pass(Duration.ofMinutes(11), A);
    // at 0, 2 and 6 min in vain, then at 11
    assertThat(monitoring.questions()).hasSize(3);

    pass(Duration.ofMinutes(3), A);
    assertThat(monitoring.questions()).hasSize(6);
  }

  @Test
  void a_failure_that_is_no_quota_is_asked_again_after_a_minute() {
    monitoring.refusesNext(Status.UNAVAILABLE).refusesNext(Status.UNAVAILABLE);

    pass(Duration.ofMinutes(3), A);

    assertThat(monitoring.questions()).hasSize(3);
    assertThat(known(A).state()).isEqualTo(State.MISSING);
  }

  @Test
  void ages_are_asked_every_five_minutes_and_only_where_there_is_a_backlog() {
    pass(Duration.ofMinutes(5), A);
    assertThat(monitoring.questionsAbout(AGES)).isZero();

    for (var minute = 0; minute < 12; minute++) {
      monitoring.shows(COUNTS, "a-sub", "eu", point(now, 7));
      pass(Duration.ofMinutes(1), A);
    }

    assertThat(monitoring.questionsAbout(AGES)).isEqualTo(3);
  }

  @Test
  void what_was_acknowledged_is_asked_for_each_minute_while_a_pool_wants_it_and_had_a_backlog() {
    monitoring.shows(COUNTS, "b-sub", "eu", point(START, 7));
    passWanting(Duration.ofMinutes(3), A, B);
    assertThat(monitoring.questionsAbout(ACKNOWLEDGED)).isEqualTo(3);

    // Ten minutes after the backlog, all that was acknowledged has been shown.
    passWanting(Duration.ofMinutes(20), A, B);
    assertThat(monitoring.questionsAbout(ACKNOWLEDGED)).isBetween(10L, 12L);
    assertThat(monitoring.questions())
        .filteredOn(question -> question.getFilter().contains(ACKNOWLEDGED))
        .allSatisfy(question -> assertThat(question.getFilter()).doesNotContain("\"a-sub\""));
  }

  @Test
  void what_was_acknowledged_is_not_asked_for_where_no_pool_wants_it() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 7));
    passWanting(Duration.ofMinutes(1), A);
    pass(Duration.ofMinutes(5), A);

    assertThat(monitoring.questionsAbout(ACKNOWLEDGED)).isBetween(1L, 2L);
  }

  @Test
  void what_was_acknowledged_stays_known_while_it_is_refused() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 7));
    monitoring.shows(
        ACKNOWLEDGED, "a-sub", "", minute(START, 3), minute(START.minusSeconds(60), 2));
    passWanting(TICK, A);
    now = START.plus(Duration.ofMinutes(1));
    monitoring.answersNextWhole().refusesNext(Status.UNAVAILABLE);
    passWanting(TICK, A);

    assertThat(known(A).state()).isEqualTo(State.FRESH);
    assertThat(known(A).acknowledged())
        .containsExactly(
            new Acknowledged(START.minusSeconds(120), START.minusSeconds(60), 2),
            new Acknowledged(START.minusSeconds(60), START, 3));
  }

  private void passWanting(Duration time, ResourceName... pools) {
    for (var end = now.plus(time); now.isBefore(end); ) {
      for (var pool : pools) {
        watch(pool).wantAcknowledged(now);
      }
      pass(TICK, pools);
    }
  }

  @Test
  void an_age_stays_when_its_sample_is_read_again() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 7));
    monitoring.shows(AGES, "a-sub", "eu", point(START, 42));

    pass(Duration.ofMinutes(3), A);

    assertThat(known(A).newest().orElseThrow().oldestAge()).isEqualTo(Duration.ofSeconds(42));
  }

  @Test
  void ages_that_are_refused_do_not_make_the_counts_unknown() {
    monitoring.shows(COUNTS, "a-sub", "eu", point(START, 7));
    pass(Duration.ofSeconds(5), A);
    monitoring.showsNothing().shows(COUNTS, "a-sub", "eu", point(START.plusSeconds(60), 8));
    now = START.plus(Duration.ofMinutes(5));
    monitoring.answersNextWhole().refusesNext(Status.RESOURCE_EXHAUSTED);
    backlog.poll(now);

    assertThat(known(A).state()).isEqualTo(State.FRESH);
  }

  @Test
  void a_total_that_is_refused_does_not_make_unknown_what_was_counted() {
    monitoring
        .shows(COUNTS, "a-sub", "eu", point(START, 7))
        .shows(COUNTS, "a-sub", "us", point(START, 5))
        .shows(COUNTS, "b-sub", "eu", point(START, 3));
    pass(Duration.ofSeconds(5), A, B);
    now = START.plus(Duration.ofMinutes(8));
    var later = now.minusSeconds(120);
    monitoring
        .showsNothing()
        .shows(COUNTS, "a-sub", "eu", point(later, 8))
        .shows(COUNTS, "b-sub", "eu", point(later, 4))
        .answersNextWhole()
        .refusesNext(Status.UNAVAILABLE);

    backlog.poll(now);

    assertThat(monitoring.questionsAbout("num_undelivered_messages")).isEqualTo(1);
    assertThat(known(A).state()).isEqualTo(State.STALE);
    assertThat(known(B).state()).isEqualTo(State.FRESH);
  }

  @Test
  void one_question_in_vain_leaves_the_pools_of_the_others_known() {
    var pools =
        IntStream.range(0, 250)
            .mapToObj(i -> ResourceName.subscription("acme", "pool-%03d".formatted(i)))
            .toArray(ResourceName[]::new);
    for (var pool : pools) {
      monitoring.shows(COUNTS, pool.id(), "eu", point(START.minusSeconds(60), 7));
    }
    monitoring.answersNextWhole().refusesNext(Status.UNAVAILABLE).answersNextWhole();

    pass(TICK, pools);

    assertThat(known(pools[0]).state()).isEqualTo(State.FRESH);
    assertThat(known(pools[100]).state()).isEqualTo(State.ERROR);
    assertThat(known(pools[249]).state()).isEqualTo(State.FRESH);
  }

  @Test
  void after_two_questions_in_vain_the_others_of_a_project_wait_for_the_next_minute() {
    var pools =
        IntStream.range(0, 1000)
            .mapToObj(i -> ResourceName.subscription("acme", "pool-%03d".formatted(i)))
            .toArray(ResourceName[]::new);
    for (var i = 0; i < 10; i++) {
      monitoring.refusesNext(Status.DEADLINE_EXCEEDED);
    }

    pass(TICK, pools);

    assertThat(monitoring.questions()).hasSize(2);
    assertThat(known(pools[999]).state()).isEqualTo(State.ERROR);
  }

  @Test
  void a_project_that_cannot_be_reached_holds_up_neither_the_tick_nor_others() {
    var sound = new ArrayDeque<Runnable>();
    var doubtful = new ArrayDeque<Runnable>();
    var patient = new CloudMonitoringBacklog(monitoring.reader(), sound::add, doubtful::add);
    var elsewhere = patient.watch(ELSEWHERE);
    var here = patient.watch(A);
    patient.poll(now);
    assertThat(sound).as("nobody has answered yet").isEmpty();
    doubtful.remove().run();
    doubtful.remove().run();
    now = now.plusSeconds(60);
    patient.poll(now);
    monitoring.refusesNext(Status.DEADLINE_EXCEEDED);
    sound.remove().run();
    sound.remove().run();

    now = now.plusSeconds(60);
    patient.poll(now);
    // While the question is under way there is no second one.
    patient.poll(now.plusSeconds(120));

    assertThat(doubtful).hasSize(1);
    assertThat(sound).hasSize(1);
    sound.remove().run();
    var states =
        Stream.of(here, elsewhere).map(watch -> watch.latest(now).backlog().state()).toList();
    assertThat(states).containsExactlyInAnyOrder(State.MISSING, State.ERROR);
    doubtful.remove().run();
    assertThat(elsewhere.latest(now).backlog().state()).isEqualTo(State.MISSING);
    assertThat(here.latest(now).backlog().state()).isEqualTo(State.MISSING);
  }

  @Test
  void projects_that_have_never_answered_hold_up_none_that_has() {
    var sound = new ArrayDeque<Runnable>();
    var doubtful = new ArrayDeque<Runnable>();
    var patient = new CloudMonitoringBacklog(monitoring.reader(), sound::add, doubtful::add);
    patient.watch(A);
    patient.poll(now);
    doubtful.remove().run();

    IntStream.range(0, 500)
        .forEach(i -> patient.watch(ResourceName.subscription("made-up-" + i, "s")));
    patient.poll(now.plusSeconds(60));

    assertThat(sound).hasSize(1);
    assertThat(doubtful).hasSize(500);
  }

  private static Sample sample(Instant at, long undelivered) {
    return new Sample(at, undelivered, Duration.ZERO);
  }
}
