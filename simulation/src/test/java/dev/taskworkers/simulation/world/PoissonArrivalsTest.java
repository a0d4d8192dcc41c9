// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Poisson arrivals")
class PoissonArrivalsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void come_as_often_as_their_rate() {
    var times = PoissonArrivals.times(List.of(10.0), HOUR, 1);
    // Five standard deviations around 36 000.
    assertThat(times.size()).isBetween(35_050, 36_950);
  }

  @Test
  void keep_to_their_step() {
    var times = PoissonArrivals.times(List.of(0.0, 5.0, 0.0), HOUR, 1);
    assertThat(times)
        .isNotEmpty()
        .allMatch(time -> !time.minusMinutes(20).isNegative())
        .allMatch(time -> time.minusMinutes(40).isNegative())
        .isSorted();
  }

  @Test
  void are_the_same_for_the_same_seed() {
    var rates = List.of(1.0, 2.0);
    assertThat(PoissonArrivals.times(rates, HOUR, 7))
        .isEqualTo(PoissonArrivals.times(rates, HOUR, 7))
        .isNotEqualTo(PoissonArrivals.times(rates, HOUR, 8));
  }
}
