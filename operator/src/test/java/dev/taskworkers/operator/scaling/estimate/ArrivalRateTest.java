// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The rate of arrivals")
class ArrivalRateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final int SECONDS = 600;

  @Test
  void of_bursts_that_come_again_is_that_of_one_between_each_and_the_next() {
    var counts = new ArrayList<>(Collections.nCopies(SECONDS, 0));
    for (var second = 1; second <= 5; second++) {
      counts.set(SECONDS - 2 - second, 14);
      counts.set(SECONDS - 122 - second, 14);
    }
    // Two bursts of 70 within 125 s: one more is to come in as many, not two.
    assertThat(longest(counts).perSecond()).isCloseTo(70 / 125.0, within(0.01));
  }

  @Test
  void of_tasks_that_come_all_the_time_is_their_mean() {
    assertThat(longest(new ArrayList<>(Collections.nCopies(SECONDS, 2))).perSecond()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0} ms after a second began")
  @ValueSource(ints = {0, 100, 500, 900})
  void of_tasks_that_began_to_come_is_no_less_for_it(int millis) {
    var counts = new ArrayList<>(Collections.nCopies(SECONDS, 0));
    for (var second = 1; second <= 60; second++) {
      counts.set(SECONDS - second, 8 + second % 5);
    }

    assertThat(longest(counts, NOW.plusMillis(millis)).perSecond())
        .isCloseTo(10 * 58 / 240.0, within(0.1));
  }

  private static SteadyRate longest(ArrayList<Integer> counts) {
    return longest(counts, NOW);
  }

  private static SteadyRate longest(ArrayList<Integer> counts, Instant now) {
    var arrivals = Arrivals.counted(NOW.getEpochSecond() - SECONDS, counts);
    var lasting = ArrivalRate.counted(arrivals, History.EMPTY, now).lasting();
    return lasting.get(lasting.size() - 1);
  }
}
