// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.Moment;
import dev.taskworkers.operator.pool.timeline.PoolTimeline;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pool in a line. */
final class PoolRowTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void a_task_in_ten_minutes_is_not_none() {
    var timeline = new PoolTimeline();
    timeline.add(NOON.minusSeconds(20), new Moment(Map.of(Measure.ARRIVALS, 1 / 600.0), Set.of()));

    var row = PoolRow.of("n/p", Optional.empty(), Optional.empty(), timeline, NOON);

    assertThat(row.arrivals()).last().satisfies(r -> assertThat(r).isCloseTo(0.0017, within(1e-9)));
  }
}
