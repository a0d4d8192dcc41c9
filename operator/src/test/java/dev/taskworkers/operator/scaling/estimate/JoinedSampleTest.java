// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A sample of regions that are sampled at times of their own")
class JoinedSampleTest {
  private static final int SECONDS = 600;
  private static final int SAMPLED = 400;
  private static final Instant AT = Instant.ofEpochSecond(SAMPLED);
  private static final int AT_ONCE = 800;

  @DisplayName("lacks and holds too much of what comes at once, beside a time with nothing")
  @ParameterizedTest(name = "{0} s after it 800 come, and it says {1}: {2} are not started")
  @CsvSource({
    "-10, 300, 800",
    "-10, 800, 800",
    "-80, 300, 800",
    // Each region has a point since: some were done elsewhere, or purged.
    "-95, 300, 300",
    "10, 300, 0",
    "10, 0, 0",
    // More than came: those have waited since before the counts.
    "10, 900, 100",
    "120, 300, 300"
  })
  void at_once(int after, int sampled, int notStarted) {
    var counts = new ArrayList<>(Collections.nCopies(SECONDS, 0));
    counts.set(SAMPLED + after, AT_ONCE);
    assertThat(beside(sampled, 0, counts)).isEqualTo(notStarted);
  }

  @Test
  void holds_one_task_that_came_after_it_beside_a_time_with_none() {
    var counts = new ArrayList<>(Collections.nCopies(SECONDS, 0));
    counts.set(SAMPLED + 10, 1);
    assertThat(beside(1, 0, counts)).isZero();
  }

  @Test
  void is_believed_where_nobody_has_counted_since_shortly_before_it() {
    var counts = new ArrayList<>(Collections.nCopies(SECONDS, 0));
    counts.subList(SAMPLED - 90, SECONDS).replaceAll(any -> -1);
    assertThat(beside(10, 500, counts)).isEqualTo(10);
  }

  @Test
  void is_believed_where_tasks_come_all_the_time() {
    assertThat(beside(10, 500, Collections.nCopies(SECONDS, 2))).isEqualTo(10);
  }

  @Test
  void is_believed_where_nobody_has_counted() {
    assertThat(beside(10, 500, Collections.nCopies(SECONDS, -1))).isEqualTo(10);
  }

  private static double beside(double sampled, double before, List<Integer> counts) {
    return new JoinedSample(AT, sampled)
        .beside(
            new Known(AT.minusSeconds(200), before), Arrivals.counted(0, counts), History.EMPTY);
  }
}
