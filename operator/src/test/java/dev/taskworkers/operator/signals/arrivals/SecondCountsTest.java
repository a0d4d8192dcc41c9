// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tasks counted by the second in which they were published. */
final class SecondCountsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static List<Integer> last(SecondCounts counts, int seconds, long now) {
    var all = counts.snapshot(true, START.minusSeconds(1000), at(now)).perSecond();
    return all.subList(all.size() - seconds, all.size());
  }

  @Test
  void tasks_are_counted_by_publish_time_whenever_they_are_heard() {
    var counts = new SecondCounts(at(0), at(0));

    counts.count(at(1), Share.EVERYTHING, at(2));
    counts.count(at(2).plusMillis(999), Share.EVERYTHING, at(3));
    counts.count(at(1), Share.EVERYTHING, at(3));

    assertThat(last(counts, 4, 3)).containsExactly(0, 2, 1, 0);
  }

  @Test
  void a_task_that_claims_to_be_from_the_future_counts_as_of_now() {
    var counts = new SecondCounts(at(0), at(0));

    counts.count(at(50), Share.EVERYTHING, at(2));

    assertThat(last(counts, 3, 2)).containsExactly(0, 0, 1);
  }

  @Test
  void of_eleven_seconds_two_are_heard_by_who_takes_samples() {
    var first = Share.CYCLE_SECONDS - Math.floorMod(START.getEpochSecond(), Share.CYCLE_SECONDS);
    var counts = new SecondCounts(at(-4), at(-4));
    counts.take(Share.SAMPLES, at(first - 2), at(-4));

    for (var second = -4; second < first + 11; second++) {
      counts.count(at(second), Share.EVERYTHING, at(second));
      if (Share.SAMPLES.hears(at(second).getEpochSecond())) {
        counts.count(at(second), Share.SAMPLES, at(second));
      }
    }

    assertThat(last(counts, 15, first + 10))
        .containsExactly(1, 1, -1, -1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    assertThat(counts.rate(15, at(first + 10))).isEqualTo(1);
  }

  @Test
  void samples_are_counted_in_the_seconds_of_googles_clock_where_the_operators_is_behind() {
    for (var behind : List.of(1, 2, 30)) {
      var counts = new SecondCounts(at(0), at(0));
      counts.take(Share.SAMPLES, at(0), at(0));

      for (var second = 1; second <= 120; second++) {
        for (var i = 0; i < 10 && Share.SAMPLES.hears(at(second).getEpochSecond()); i++) {
          assertThat(counts.count(at(second), Share.SAMPLES, at(second - behind)))
              .as("behind by " + behind + " s")
              .isTrue();
        }
      }

      assertThat(counts.rate(110, at(121 - behind))).isEqualTo(10);
    }
  }

  @Test
  void what_is_heard_of_everything_while_samples_take_over_counts_as_of_a_clock_that_is_behind() {
    var counts = new SecondCounts(at(0), at(0));
    var behind = 30;

    for (var second = 0; second < 60; second++) {
      counts.count(at(second + behind), Share.EVERYTHING, at(second));
      if (Share.SAMPLES.hears(at(second + behind).getEpochSecond())) {
        counts.count(at(second + behind), Share.SAMPLES, at(second));
      }
      if (second == 30) {
        counts.take(Share.SAMPLES, at(40), at(30));
      }
    }

    assertThat(last(counts, 60, 59)).containsOnly(1, -1);
  }

  @Test
  void everything_is_counted_again_from_a_second_that_is_yet_to_come() {
    var counts = new SecondCounts(at(0), at(0));
    counts.take(Share.SAMPLES, at(-10), at(0));
    counts.take(Share.EVERYTHING, at(5), at(3));

    counts.count(at(5), Share.SAMPLES, at(6));
    counts.count(at(5), Share.EVERYTHING, at(6));

    assertThat(last(counts, 2, 6)).containsExactly(1, 0);
  }

  @Test
  void who_is_heard_on_time_out_of_turn_does_not_hide_that_the_one_that_counts_is_late() {
    var counts = new SecondCounts(at(0), at(0));

    counts.count(at(10), Share.EVERYTHING, at(40));
    counts.count(at(40), Share.SAMPLES, at(40));
    assertThat(counts.lag(at(40))).isEqualTo(Duration.ofSeconds(30));

    counts.take(Share.SAMPLES, at(40), at(40));
    counts.count(at(40), Share.SAMPLES, at(40));
    assertThat(counts.lag(at(40))).isZero();
  }

  @Test
  void what_was_published_before_anyone_listened_is_not_counted() {
    var counts = new SecondCounts(at(-10), at(0));

    counts.count(at(-11), Share.EVERYTHING, at(0));
    counts.count(at(-10), Share.EVERYTHING, at(0));
    counts.count(at(0), Share.EVERYTHING, at(0));

    var snapshot = counts.snapshot(true, START.minusSeconds(1000), at(0));
    assertThat(snapshot.firstSecond()).isEqualTo(at(-10).getEpochSecond());
    assertThat(snapshot.perSecond()).startsWith(1, 0).hasSize(11);
  }

  @Test
  void seconds_that_nobody_listened_to_are_unknown_and_not_zero() {
    var counts = new SecondCounts(at(-5), at(0));
    counts.forget(at(-5), at(0), at(0));
    counts.count(at(-3), Share.EVERYTHING, at(1));
    counts.count(at(1), Share.EVERYTHING, at(1));

    assertThat(counts.snapshot(true, START.minusSeconds(1000), at(1)).perSecond())
        .containsExactly(-1, -1, -1, -1, -1, 0, 1);
  }

  @Test
  void seconds_of_which_tasks_are_still_to_come_are_unknown_for_as_long_as_tasks_come_late() {
    var counts = new SecondCounts(at(0), at(0));
    counts.count(at(10), Share.EVERYTHING, at(21));
    counts.count(at(11), Share.EVERYTHING, at(21));

    assertThat(last(counts, 12, 21)).containsExactly(1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    assertThat(last(counts, 12, 25)).endsWith(0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    assertThat(last(counts, 12, 40)).doesNotContain(-1);

    counts.count(at(41), Share.EVERYTHING, at(41));
    assertThat(last(counts, 12, 41)).doesNotContain(-1).endsWith(1);
  }

  @Test
  void what_was_published_before_anybody_listened_is_not_late() {
    var counts = new SecondCounts(at(0), at(300));
    counts.listensSince(Share.EVERYTHING, at(300));

    counts.count(at(10), Share.EVERYTHING, at(302));

    assertThat(counts.lag(at(302))).isEqualTo(Duration.ofSeconds(2));
    assertThat(last(counts, 292, 302)).doesNotContain(-1);
  }

  @Test
  void a_doorbell_that_is_silent_says_so() {
    var counts = new SecondCounts(at(0), at(0));

    assertThat(counts.snapshot(false, START.minusSeconds(1000), at(1)).watch())
        .isEqualTo(Arrivals.Watch.NONE);
    assertThat(counts.snapshot(true, START.minusSeconds(1000), at(1)).watch())
        .isEqualTo(Arrivals.Watch.DOORBELL);
  }

  @Test
  void a_clock_that_goes_back_changes_nothing() {
    var counts = new SecondCounts(at(0), at(10));
    counts.count(at(9), Share.EVERYTHING, at(10));

    assertThat(counts.snapshot(true, START.minusSeconds(1000), at(5)))
        .isEqualTo(counts.snapshot(true, START.minusSeconds(1000), at(10)));
  }

  @Property(seed = "1")
  void every_task_of_the_last_ten_minutes_is_counted_once(
      @ForAll("seconds") List<Integer> published, @ForAll @IntRange(max = 2) int late) {
    var counts = new SecondCounts(at(0), at(0));
    var truth = new HashMap<Long, Integer>();
    var now = 0L;
    for (var gap : published) {
      now += gap;
      counts.count(at(now - Math.min(late, now)), Share.EVERYTHING, at(now));
      truth.merge(now - Math.min(late, now), 1, Integer::sum);
    }
    var end = now;
    truth.keySet().removeIf(second -> second <= end - SecondCounts.SECONDS);

    var snapshot = counts.snapshot(true, START.minusSeconds(1000), at(end));
    for (var i = 0; i < snapshot.perSecond().size(); i++) {
      var second = snapshot.firstSecond() + i - START.getEpochSecond();
      assertThat(snapshot.perSecond().get(i)).isEqualTo(truth.getOrDefault(second, 0));
    }
    assertThat(snapshot.perSecond()).hasSizeLessThanOrEqualTo(SecondCounts.SECONDS);
  }

  @Provide
  Arbitrary<List<Integer>> seconds() {
    return Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.integers().between(0, 3)),
            Tuple.of(1, Arbitraries.integers().between(100, 2000)))
        .list()
        .ofMaxSize(100);
  }
}
