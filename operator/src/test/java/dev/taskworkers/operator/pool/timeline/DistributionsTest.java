// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long tasks of the last hour waited and ran. */
final class DistributionsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<Long> NOTHING = List.of(0L, 0L);

  private final Distributions distributions = new Distributions(2);

  private void add(int second, long shortWaits, long longRuns) {
    distributions.add(NOON.plusSeconds(second), List.of(shortWaits, 0L), List.of(0L, longRuns));
  }

  @Test
  void what_comes_within_five_minutes_adds_up() {
    add(0, 3, 1);
    add(299, 4, 0);
    add(300, 5, 2);

    var steps = distributions.steps(NOON.plusSeconds(301));

    assertThat(steps.from()).isEqualTo(NOON.getEpochSecond() - 10 * 300);
    assertThat(steps.waits())
        .hasSize(12)
        .startsWith(NOTHING)
        .endsWith(List.of(7L, 0L), List.of(5L, 0L));
    assertThat(steps.runs()).hasSize(12).endsWith(List.of(0L, 1L), List.of(0L, 2L));
  }

  @Test
  void an_hour_later_nothing_of_it_is_left_and_a_gap_is_empty() {
    add(0, 3, 1);
    add(900, 2, 1);
    var steps = distributions.steps(NOON.plusSeconds(900));
    assertThat(steps.waits()).endsWith(List.of(3L, 0L), NOTHING, NOTHING, List.of(2L, 0L));

    assertThat(distributions.steps(NOON.plusSeconds(3599)).waits()).startsWith(List.of(3L, 0L));
    assertThat(distributions.steps(NOON.plusSeconds(3600)).waits()).startsWith(NOTHING);
    assertThat(distributions.steps(NOON.plusSeconds(90_000)).waits())
        .isEqualTo(Collections.nCopies(12, NOTHING));
  }

  @Test
  void counts_of_steps_that_are_over_lose_a_2000th_part_at_most() {
    add(0, 123_457, 0);

    assertThat(distributions.steps(NOON).waits().get(11).get(0)).isEqualTo(123_457);
    assertThat(distributions.steps(NOON.plusSeconds(300)).waits().get(10).get(0))
        .isBetween(123_395L, 123_519L);
  }

  @Test
  void before_anything_was_seen_there_is_nothing() {
    assertThat(distributions.steps(NOON).runs()).isEqualTo(Collections.nCopies(12, NOTHING));
  }
}
