// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a doorbell takes samples, and when it hears everything again. */
final class SamplingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LOOK_BACK = Duration.ofMinutes(6);

  private final SecondCounts counts = new SecondCounts(START.minus(LOOK_BACK), START);
  private final Sampling sampling = new Sampling(counts);

  private static Instant at(double second) {
    return START.plusMillis(Math.round(second * 1000));
  }

  private void hear(double published, double now) {
    counts.count(at(published), Share.EVERYTHING, at(now));
    sampling.heard(at(published));
  }

  private void hearPerSecond(int tasks, int from, int to) {
    for (var i = 0; i < tasks * (to - from); i++) {
      hear(from + (double) i / tasks, from + (double) i / tasks);
    }
  }

  @Test
  void more_than_200_a_second_are_dense() {
    hearPerSecond(201, 0, 30);
    assertThat(sampling.isDense(at(30))).isTrue();
  }

  @Test
  void fewer_are_not() {
    hearPerSecond(199, 0, 30);
    assertThat(sampling.isDense(at(30))).isFalse();
  }

  @Test
  void a_short_burst_is_counted_to_the_end() {
    hearPerSecond(1_000, 0, 5);
    assertThat(sampling.isDense(at(5))).isFalse();
  }

  @Test
  void where_less_than_half_of_it_comes_everything_is_heard_again() {
    hearPerSecond(101, 0, 33);
    assertThat(sampling.isSparse(at(33))).isFalse();

    hearPerSecond(99, 33, 66);
    assertThat(sampling.isSparse(at(66))).isTrue();
  }

  @Test
  void who_reads_much_of_the_last_minutes_and_has_more_to_read_is_behind() {
    for (var i = 0; i < 20_000; i++) {
      hear(-360 + i / 1000.0, i / 10_000.0);
    }
    assertThat(sampling.isHopelesslyBehind(at(2))).isTrue();
  }

  @Test
  void a_burst_in_the_last_minutes_is_read_to_the_end() {
    for (var i = 0; i < 10_000; i++) {
      hear(-200 + i / 10_000.0, 3);
    }
    assertThat(sampling.isHopelesslyBehind(at(3))).isFalse();
  }

  @Test
  void so_is_what_is_published_slowly() {
    for (var i = 0; i < 54_000; i++) {
      hear(-360 + i / 150.0, 5);
    }
    assertThat(sampling.isHopelesslyBehind(at(5))).isFalse();
  }

  private void hearLate(int from, int to) {
    for (var i = from; i < to; i++) {
      hear(i - 20, i);
      sampling.look(at(i));
    }
  }

  @Test
  void who_is_behind_for_half_a_minute_does_not_catch_up() {
    hearLate(0, 30);
    assertThat(sampling.isHopelesslyBehind(at(29))).as("it may catch up").isFalse();

    hearLate(30, 31);
    assertThat(sampling.isHopelesslyBehind(at(30))).isTrue();
  }

  @Test
  void who_was_on_time_in_between_may_catch_up_again() {
    hearLate(0, 20);
    hear(20, 20);
    sampling.look(at(20));
    hearLate(30, 50);
    assertThat(sampling.isHopelesslyBehind(at(50))).isFalse();
  }

  @Test
  void who_hears_of_one_task_late_is_not_behind_for_longer_than_it_is_of_weight() {
    hear(-60, 0);
    for (var i = 0; i < 60; i++) {
      sampling.look(at(i));
    }
    assertThat(sampling.isHopelesslyBehind(at(60))).isFalse();
    assertThat(sampling.isCrowded(at(60))).isFalse();
  }
}
