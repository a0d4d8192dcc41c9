// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The duration of a task, learned from samples of a pool of 10 pods with 4 slots each,")
class ServiceTimeEstimateTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int PODS = 10;
  private static final int SLOTS = 4;

  @ParameterizedTest(name = "{0}: {4} s")
  @CsvSource({
    "'free slots: 20 run and 4/s come, by Little', 20, 20, 4, 5",
    "'as many run as there are slots', 40, 40, 8, 5",
    "'all slots are busy and a queue stands', 400, 400, 8, 5",
    "'a queue grows by 2/s', 400, 520, 10, 5",
    "'a queue shrinks by 2/s', 520, 400, 6, 5",
    "'short tasks', 2, 2, 10, 0.2",
  })
  void is_right(String sentence, long before, long after, int perSecond, double seconds) {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned = learned.modelled(samples(minute, before, after), counts(perSecond), pods(), SLOTS);
    }
    assertThat(learned.modelled().value()).isCloseTo(seconds, within(0.1));
  }

  @DisplayName("has the pull on top, learned from slots none of which stays free,")
  @ParameterizedTest(name = "{1} s where tasks wait for {0} s: 20 slots run 400 of 0.15 s in 5 s")
  @CsvSource({
    "20, 0.1", "0.1, 0",
  })
  void has_the_pull_on_top_where_tasks_wait(double waitSeconds, double pullSeconds) {
    var before = Service.builder().reporting(1).slots(20);
    var now = Service.builder().reporting(1).slots(20);
    now.started(400).waited(400).waitSeconds(400 * waitSeconds).busySeconds(400 * 0.15);

    var learned = ServiceTimeEstimate.NOTHING.measured(before.build(), now.build(), 5, START);

    assertThat(learned.pullSeconds()).isCloseTo(pullSeconds, within(0.001));
  }

  @Test
  void has_no_pull_on_top_while_others_than_the_pods_that_pull_have_tasks_in_hand() {
    var before = Service.builder().reporting(1).slots(20).busy(25).outsideSlots(5);
    var now = Service.builder().reporting(1).slots(20).busy(25).outsideSlots(5);
    now.started(400).waited(400).waitSeconds(400 * 20).busySeconds(400 * 0.15 + 5 * 5);

    var learned = ServiceTimeEstimate.NOTHING.measured(before.build(), now.build(), 5, START);

    assertThat(learned.pulls()).isEqualTo(DecayingMean.NONE);
  }

  @ParameterizedTest(name = "{0} tasks run and {1}/s come: taken as {2} s longer than the mean")
  @CsvSource({
    "1, 1, 0.13",
    "20, 4, 0.15",
    "40, 8, 0.10",
  })
  void is_taken_longer_where_few_tasks_were_seen(long running, int perSecond, double longer) {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned =
          learned.modelled(samples(minute, running, running), counts(perSecond), pods(), SLOTS);
    }
    var mean = learned.modelled().value();
    assertThat(learned.taskSeconds(false, Duration.ZERO) - mean).isCloseTo(longer, within(0.005));
  }

  @Test
  void is_never_taken_more_than_a_seventh_longer() {
    var learned = ServiceTimeEstimate.NOTHING.modelled(samples(1, 1, 1), counts(1), pods(), SLOTS);
    var mean = learned.modelled().value();
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(1.15 * mean);
  }

  @Test
  void is_not_taken_for_nothing_when_a_batch_comes_and_goes_between_two_samples() {
    var everyMinute = new ArrayList<Integer>();
    for (var second = 0; second < 4000; second++) {
      everyMinute.add(second % 60 == 20 ? 300 : 0);
    }
    var batches = Arrivals.counted(START.getEpochSecond(), everyMinute);
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned = learned.modelled(samples(minute, 0, 0), batches, pods(), SLOTS);
    }
    // 40 slots had 40 s for 300 tasks, so that they took 5.3 s at most.
    assertThat(learned.modelled().value()).isBetween(4.0, 40 * 40 / 300.0);
  }

  @Test
  void is_learned_while_a_queue_is_worked_off_to_which_nothing_comes() {
    var learned =
        ServiceTimeEstimate.NOTHING.modelled(samples(1, 2000, 1920), counts(0), pods(), SLOTS);
    // 40 slots ended 80 tasks in a minute, which takes 30 s each; the first guess is 10 s.
    assertThat(learned.modelled().value()).isBetween(25.0, 30.0);
    assertThat(learned.isKnown(false)).isTrue();
  }

  @Test
  void is_not_learned_from_a_queue_that_ends_many_times_as_fast_as_it_did_though_nothing_comes() {
    var learned =
        ServiceTimeEstimate.NOTHING.modelled(samples(1, 2000, 1920), counts(0), pods(), SLOTS);
    var purged = learned.modelled(samples(2, 1920, 10), counts(0), pods(), SLOTS);
    assertThat(purged.modelled().value()).isEqualTo(learned.modelled().value());
  }

  @Test
  void is_not_learned_from_a_queue_of_which_nobody_knows_when_it_was_empty() {
    var learned =
        ServiceTimeEstimate.NOTHING.modelled(samples(1, 400, 0), counts(0), pods(), SLOTS);
    assertThat(learned).isEqualTo(ServiceTimeEstimate.NOTHING);
  }

  @Test
  void is_longer_the_longer_nothing_ends_of_what_runs() {
    var samples = new ArrayList<Sample>();
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 0; minute <= 9; minute++) {
      samples.add(sample(minute, 4));
      learned = learned.modelled(backlog(samples), counts(0), pods(), SLOTS);
    }
    assertThat(learned.modelled().value()).isCloseTo(4 * 9 * 60, within(1.0));
  }

  @DisplayName("is longer the longer nothing ends of what runs, though more comes,")
  @ParameterizedTest(
      name = "{0} pods run it, and samples see {1} tasks more or less than there are")
  @CsvSource({"2, 0", "2, 1", "10, 0", "10, 1"})
  void is_longer_the_longer_nothing_ends_though_more_comes(int pods, long more) {
    var samples = new ArrayList<Sample>();
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 0; minute <= 9; minute++) {
      samples.add(sample(minute, 60L * (1 + minute) + (minute % 2 == 0 ? more : -more)));
      learned = learned.modelled(backlog(samples), counts(1), pods(pods), SLOTS);
    }
    var busy = SLOTS * pods * 9 * 60.0;
    assertThat(learned.modelled().value()).isBetween(busy / 3, busy);
  }

  @Test
  void is_not_taken_for_nothing_when_a_queue_is_purged_while_no_pod_runs() {
    var none = History.EMPTY.plus(new History.Tick(START, 0, false, Service.unreported()));
    var learned = ServiceTimeEstimate.NOTHING.modelled(samples(1, 2000, 0), counts(1), none, SLOTS);
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(10);
  }

  @Test
  void is_the_first_guess_while_nothing_is_counted() {
    var learned =
        ServiceTimeEstimate.NOTHING.modelled(
            samples(1, 20, 20), Arrivals.notCounted(), pods(), SLOTS);
    assertThat(learned).isEqualTo(ServiceTimeEstimate.NOTHING);
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(10);
  }

  @DisplayName("is right where nothing but what was acknowledged in each minute is known")
  @ParameterizedTest(name = "{0}: {4} s")
  @CsvSource({
    "'free slots: 20 run', 20, 20, 240, 5",
    "'all slots are busy and a queue stands', 400, 400, 480, 5",
    "'a queue grows', 400, 520, 80, 30",
    "'a queue shrinks', 520, 400, 4, 600",
    "'short tasks', 2, 2, 600, 0.2",
  })
  void is_right_by_what_was_acknowledged(
      String sentence, long before, long after, long acknowledged, double seconds) {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 120; minute++) {
      learned = learned(learned, minute, before, after, acknowledged);
    }
    assertThat(learned.modelled().value()).isCloseTo(seconds, within(seconds / 50));
    assertThat(learned.isKnown(false)).isTrue();
  }

  @Test
  void is_right_where_one_task_of_minutes_is_acknowledged_in_every_third_minute() {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 90; minute++) {
      learned = learned(learned, minute, 10, 10, minute % 3 == 0 ? 1 : 0);
    }
    assertThat(learned.modelled().value()).isCloseTo(1800, within(180.0));
  }

  @DisplayName("is the time in which nothing was acknowledged, and not known,")
  @ParameterizedTest(name = "where {0} run")
  @CsvSource({"5", "40", "4000"})
  void is_the_time_in_which_nothing_was_acknowledged(long running) {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 30; minute++) {
      learned = learned(learned, minute, running, running, 0);
      assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(60.0 * minute);
    }
    assertThat(learned.isKnown(false)).isFalse();
  }

  @Test
  void is_right_where_tasks_of_an_hour_that_began_together_are_acknowledged_in_one_minute() {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned = learned(learned, minute, 40, 40, minute == 60 ? 40 : 0);
    }
    assertThat(learned.modelled().value()).isCloseTo(3600, within(36.0));
  }

  @DisplayName("is that of short tasks soon after an hour in which none could be done,")
  @ParameterizedTest(name = "of which {0} were done in the first minute")
  @CsvSource({"5", "60", "600"})
  void is_that_of_short_tasks_after_an_hour_in_which_none_could_be_done(long first) {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned = learned(learned, minute, 400, 400, 0);
    }
    learned = learned(learned, 61, 400, 400, first * SLOTS);
    learned = learned(learned, 62, 400, 400, 2400 * SLOTS);
    assertThat(learned.modelled().value()).isLessThan(10);
  }

  @Test
  void is_not_known_from_less_than_a_task() {
    var learned = learned(ServiceTimeEstimate.NOTHING, 1, 0, 1, 600);
    assertThat(learned.isKnown(false)).isFalse();
    assertThat(learned(learned, 1, 0, 1, 600)).isEqualTo(learned);
  }

  @Test
  void is_learned_once_from_less_than_a_task_though_nothing_ran_in_the_minute_after() {
    var samples = List.of(sample(0, 0), sample(1, 1), sample(2, 0), sample(3, 0));
    var first = new Backlog.Acknowledged(START, START.plusSeconds(60), 600);
    var last = new Backlog.Acknowledged(START.plusSeconds(120), START.plusSeconds(180), 0);
    var minutes = List.of(first, last);
    var backlog = new Backlog(Backlog.State.FRESH, samples, Optional.empty(), minutes);
    var once = ServiceTimeEstimate.NOTHING.modelled(backlog, Arrivals.notCounted(), pods(), SLOTS);
    assertThat(once.modelled(backlog, Arrivals.notCounted(), pods(), SLOTS)).isEqualTo(once);
  }

  @Test
  void forgets_what_ran_before_minutes_that_are_not_shown() {
    var learned = learned(ServiceTimeEstimate.NOTHING, 1, 40, 40, 0);
    learned = learned(learned, 30, 40, 40, 0);
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(60);
  }

  @Test
  void is_what_it_was_while_chance_explains_that_nothing_was_acknowledged() {
    var learned = learned(ServiceTimeEstimate.NOTHING, 1, 1, 1, 0);
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isEqualTo(10);
  }

  @Test
  void is_not_taken_for_nothing_where_a_batch_is_acknowledged_that_no_sample_saw() {
    var learned = ServiceTimeEstimate.NOTHING;
    for (var minute = 1; minute <= 60; minute++) {
      learned = learned(learned, minute, 0, minute % 10 == 0 ? 1 : 0, 300);
    }
    assertThat(learned.modelled().value()).isGreaterThan(5);
  }

  @Test
  void is_the_first_guess_where_no_sample_tells_what_ran_while_tasks_were_acknowledged() {
    var later = List.of(sample(4, 20), sample(5, 20));
    var learned =
        ServiceTimeEstimate.NOTHING.modelled(
            acknowledged(later, 3, 240), Arrivals.notCounted(), pods(), SLOTS);
    assertThat(learned).isEqualTo(ServiceTimeEstimate.NOTHING);
  }

  @Test
  void is_learned_once_from_what_was_acknowledged() {
    var once = learned(ServiceTimeEstimate.NOTHING, 1, 20, 20, 240);
    assertThat(learned(once, 1, 20, 20, 240)).isEqualTo(once);
    var none = learned(ServiceTimeEstimate.NOTHING, 1, 20, 20, 0);
    assertThat(learned(none, 1, 20, 20, 0)).isEqualTo(none);
  }

  private static ServiceTimeEstimate learned(
      ServiceTimeEstimate before, int minute, long first, long second, long acknowledged) {
    var samples = List.of(sample(minute - 1, first), sample(minute, second));
    return before.modelled(
        acknowledged(samples, minute, acknowledged), Arrivals.notCounted(), pods(), SLOTS);
  }

  private static Backlog acknowledged(List<Sample> samples, int minute, long messages) {
    var to = START.plusSeconds(60L * minute);
    var one = new Backlog.Acknowledged(to.minusSeconds(60), to, messages);
    return new Backlog(Backlog.State.FRESH, samples, Optional.empty(), List.of(one));
  }

  @DisplayName("is what workers have told when nobody can hear them, until samples tell:")
  @ParameterizedTest(name = "{0} s")
  @CsvSource({"0.3", "60", "3600"})
  void is_what_workers_have_told(double seconds) {
    var told = told(seconds);
    assertThat(told.taskSeconds(false, Duration.ZERO)).isCloseTo(seconds, within(seconds / 100));
    assertThat(told.taskSeconds(true, Duration.ZERO)).isCloseTo(seconds, within(seconds / 1000));

    var earlier =
        ServiceTimeEstimate.earlier(Duration.ofMillis((long) (1000 * seconds)), true, START);
    assertThat(earlier.taskSeconds(false, Duration.ZERO)).isCloseTo(seconds, within(seconds / 100));
  }

  @Test
  void is_learned_from_samples_of_workers_that_nobody_can_hear_any_more() {
    var learned = told(5);
    for (var minute = 1; minute <= 5; minute++) {
      learned = learned.modelled(samples(minute, 400, 400), counts(1), pods(), SLOTS);
    }
    assertThat(learned.taskSeconds(false, Duration.ZERO)).isBetween(38.0, 46.0);
    assertThat(learned.taskSeconds(true, Duration.ZERO)).isCloseTo(5, within(0.01));
  }

  /** A hundred tasks of so many seconds. */
  private static ServiceTimeEstimate told(double seconds) {
    var before = Service.builder().reporting(1).slots(20).build();
    var now = Service.builder().reporting(1).slots(20).timed(100).taskSeconds(100 * seconds);
    return ServiceTimeEstimate.NOTHING.measured(before, now.build(), 5, START);
  }

  @Test
  void is_learned_once_from_a_sample() {
    var once = ServiceTimeEstimate.NOTHING.modelled(samples(1, 20, 20), counts(4), pods(), SLOTS);
    assertThat(once).isNotEqualTo(ServiceTimeEstimate.NOTHING);
    assertThat(once.modelled(samples(1, 20, 20), counts(4), pods(), SLOTS)).isEqualTo(once);
  }

  private static Backlog samples(int minute, long before, long after) {
    return backlog(List.of(sample(minute - 1, before), sample(minute, after)));
  }

  private static Backlog backlog(List<Sample> samples) {
    return new Backlog(Backlog.State.FRESH, samples);
  }

  private static Sample sample(int minute, long undelivered) {
    return new Sample(START.plusSeconds(60L * minute), undelivered, Duration.ZERO);
  }

  private static Arrivals counts(int perSecond) {
    return Arrivals.counted(START.getEpochSecond(), Collections.nCopies(4000, perSecond));
  }

  private static History pods() {
    return pods(PODS);
  }

  private static History pods(int ready) {
    return History.EMPTY.plus(new History.Tick(START, ready, false, Service.unreported()));
  }
}
