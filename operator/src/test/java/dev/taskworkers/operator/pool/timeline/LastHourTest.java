// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The hour that can be played again. */
final class LastHourTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final DoubleUnaryOperator NOT_COUNTED = from -> Double.NaN;

  private final LastHour hour = new LastHour();

  private void look(int second, double rate, DoubleUnaryOperator counted) {
    hour.add(NOON.plusSeconds(second), new LastHour.Step(rate, second, 2), counted);
  }

  private void fill(int from, int to) {
    for (var second = from; second < to; second += 5) {
      look(second, 1, NOT_COUNTED);
    }
  }

  @Test
  void ends_with_the_last_step_that_is_over_and_keeps_the_last_look_at_each() {
    fill(0, 65);

    var steps = hour.steps(NOON.plusSeconds(64));

    assertThat(steps.from()).isEqualTo(NOON.getEpochSecond());
    assertThat(steps.list())
        .containsExactly(new LastHour.Step(1, 25, 2), new LastHour.Step(1, 55, 2));
  }

  @Test
  void has_what_was_counted_in_place_of_what_was_estimated_also_what_is_heard_late() {
    look(25, 1, NOT_COUNTED);
    look(30, 1, from -> from == NOON.getEpochSecond() ? 4 : Double.NaN);
    look(55, 1, from -> from == NOON.getEpochSecond() ? 7 : Double.NaN);

    assertThat(hour.steps(NOON.plusSeconds(60)).list())
        .extracting(LastHour.Step::arrivals)
        .containsExactly(7.0, 1.0);
  }

  @Test
  void is_an_hour_at_most_however_long_it_is_looked_at() {
    fill(0, 3 * 3600);

    var steps = hour.steps(NOON.plusSeconds(3 * 3600));

    assertThat(steps.list()).hasSize(3600 / LastHour.STEP_SECONDS);
    assertThat(steps.from()).isEqualTo(NOON.getEpochSecond() + 2 * 3600);
    assertThat(steps.list().get(0).waiting()).isGreaterThan(7000);
  }

  @Test
  void begins_after_the_last_gap() {
    fill(0, 300);
    fill(600, 720);

    assertThat(hour.steps(NOON.plusSeconds(720)).from()).isEqualTo(NOON.getEpochSecond() + 600);
  }

  @Test
  void is_empty_for_a_pool_that_nobody_has_looked_at_lately() {
    assertThat(hour.steps(NOON).list()).isEmpty();
    fill(0, 60);
    assertThat(hour.steps(NOON.plusSeconds(120)).list()).isEmpty();
    assertThat(hour.steps(NOON.plusSeconds(90_000)).list()).isEmpty();
  }
}
