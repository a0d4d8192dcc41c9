// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A day of a pool in little memory. */
final class PoolTimelineTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int MEBIBYTE = 1024 * 1024;

  private final PoolTimeline timeline = new PoolTimeline();

  private static Moment waiting(double tasks) {
    return new Moment(Map.of(Measure.WAITING, tasks), Set.of());
  }

  private void fill(Instant from, Instant to, Duration step) {
    for (var at = from; at.isBefore(to); at = at.plus(step)) {
      timeline.add(at, waiting(1));
    }
  }

  @Property(seed = "1")
  void a_number_loses_at_most_a_2000th_part(@ForAll @DoubleRange(min = 0.01, max = 1e12) double n) {
    assertThat(ShortNumber.value(ShortNumber.of(n))).isCloseTo(n, within(n / 2000));
  }

  @Property(seed = "1")
  void a_whole_number_up_to_2048_stays_as_it_is(@ForAll @IntRange(max = 2048) int n) {
    assertThat(ShortNumber.value(ShortNumber.of(n))).isEqualTo(n);
  }

  @Property(seed = "1")
  void the_larger_of_two_numbers_stays_the_larger(
      @ForAll @DoubleRange(max = 5e6) double one, @ForAll @DoubleRange(max = 5e6) double other) {
    var larger = ShortNumber.larger(ShortNumber.of(one), ShortNumber.of(other));
    assertThat(larger).isEqualTo(ShortNumber.of(Math.max(one, other)));
  }

  @Test
  void what_is_not_known_stays_unknown_and_is_less_than_what_is() {
    assertThat(ShortNumber.value(ShortNumber.of(Double.NaN))).isNaN();
    assertThat(ShortNumber.larger(ShortNumber.UNKNOWN, ShortNumber.of(0)))
        .isEqualTo(ShortNumber.of(0));
  }

  @Test
  void a_quarter_of_an_hour_has_a_point_for_each_five_seconds_and_the_day_one_for_each_five_min() {
    fill(NOON.minus(Duration.ofHours(30)), NOON, Duration.ofSeconds(5));
    var at = new TreeMap<>(timeline.moments(NOON)).navigableKeySet();

    assertThat(at.subSet(NOON.getEpochSecond() - 900, NOON.getEpochSecond())).hasSize(180);
    assertThat(at.first()).isLessThanOrEqualTo(NOON.minus(Duration.ofHours(23)).getEpochSecond());
    assertThat(at.headSet(NOON.getEpochSecond() - 1200).size()).isBetween(270, 288);
    assertThat(timeline.since()).hasValue(NOON.minus(Duration.ofHours(30)));
  }

  @Test
  void a_point_has_the_highest_of_its_time_and_all_its_troubles() {
    timeline.add(NOON, new Moment(Map.of(Measure.WAITING, 7.0), Set.of(Trouble.UNSCHEDULABLE)));
    timeline.add(NOON.plusSeconds(2), new Moment(Map.of(Measure.WAITING, 3.0), Set.of()));

    var moment = timeline.moments(NOON.plusSeconds(2)).get(NOON.getEpochSecond());
    assertThat(moment.of(Measure.WAITING)).isEqualTo(7);
    assertThat(moment.of(Measure.SAMPLED)).isNaN();
    assertThat(moment.troubles()).containsExactly(Trouble.UNSCHEDULABLE);
  }

  @Test
  void a_time_that_nobody_saw_has_no_points() {
    timeline.add(NOON, waiting(1));
    timeline.add(NOON.plusSeconds(60), waiting(2));

    assertThat(timeline.moments(NOON.plusSeconds(60)))
        .containsOnlyKeys(NOON.getEpochSecond(), NOON.getEpochSecond() + 60);
  }

  @Test
  void the_last_minutes_are_told_as_means_of_half_a_minute() {
    assertThat(timeline.means(Measure.WAITING, 30, 2, NOON))
        .containsExactly(Double.NaN, Double.NaN);
    timeline.add(NOON.minusSeconds(30), waiting(4));
    timeline.add(NOON.minusSeconds(25), waiting(8));
    timeline.add(NOON.minusSeconds(20), new Moment(Map.of(), Set.of()));

    assertThat(timeline.means(Measure.WAITING, 30, 3, NOON))
        .containsExactly(Double.NaN, Double.NaN, 6);
  }

  @Test
  void a_moment_from_before_what_is_kept_changes_nothing() {
    timeline.add(NOON, waiting(1));
    timeline.add(NOON.minus(Duration.ofDays(2)), waiting(9));

    assertThat(timeline.moments(NOON)).containsOnlyKeys(NOON.getEpochSecond());
  }

  /** Memory follows from what is allocated once, since adding keeps nothing. */
  @Test
  void timelines_of_1000_pools_and_all_decisions_take_less_than_16_mebibytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    new PoolTimeline();
    new LastHour();
    new Distributions(14);
    var before = threads.getCurrentThreadAllocatedBytes();
    var kept = new PoolTimeline();
    var hour = new LastHour();
    var distributions = new Distributions(14);
    var each = threads.getCurrentThreadAllocatedBytes() - before;
    var message =
        "Up from 5 to 15: 45 tasks wait and 7.3/s arrive; a task takes 5.0 s and a pod"
            + " runs 4 at once, so 15 pods clear the queue within 30 s.";
    // A mark with its time and its place, and a sentence of one byte to a letter.
    var mark = 24 + 32 + 4 + 24 + 16 + message.length() + 8;

    assertThat(kept.since()).isEmpty();
    assertThat(hour.steps(NOON).list()).isEmpty();
    assertThat(distributions.steps(NOON).waits()).isNotEmpty();
    assertThat(1000 * each + (long) Mark.MOST_KEPT * mark).isLessThan(16L * MEBIBYTE);
  }

  @Test
  void of_too_many_decisions_the_oldest_of_the_pool_that_has_most_goes() {
    var marks = new PoolHistory<Mark>(Mark.MOST_KEPT);
    marks.add("n/calm", new Mark(NOON, 0, 1, "Backlog", "first"));
    for (var i = 0; i < Mark.MOST_KEPT; i++) {
      marks.add("n/busy", new Mark(NOON.plusSeconds(i), i, i + 1, "Backlog", ""));
    }

    assertThat(marks.of("n/calm")).hasSize(1);
    assertThat(marks.of("n/busy")).hasSize(Mark.MOST_KEPT - 1);
    assertThat(marks.of("n/busy").get(0).from()).isEqualTo(1);
    marks.forget("n/busy");
    assertThat(marks.of("n/busy")).isEmpty();
  }
}
