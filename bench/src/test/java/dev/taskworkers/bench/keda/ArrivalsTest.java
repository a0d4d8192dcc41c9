// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.bench.keda.Arrivals.Arrival;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private static List<Arrival> arrivals(long seed) {
    return Arrivals.of(100, 0.5, Duration.ofMinutes(4), 5, seed);
  }

  @Test
  void a_burst_comes_together_and_single_tasks_follow_in_order() {
    var arrivals = arrivals(1);

    assertThat(arrivals.subList(0, 100))
        .allSatisfy(arrival -> assertThat(arrival.at()).isEqualTo(Duration.ZERO));
    var later = arrivals.subList(100, arrivals.size());
    assertThat(later).hasSizeBetween(80, 160);
    assertThat(later)
        .extracting(Arrival::at)
        .isSorted()
        .allSatisfy(at -> assertThat(at).isBetween(Duration.ofMillis(1), Duration.ofMinutes(4)));
  }

  @Test
  void a_task_takes_the_mean_or_up_to_three_tenths_more_or_less() {
    assertThat(arrivals(1))
        .extracting(arrival -> arrival.duration().toMillis())
        .allSatisfy(millis -> assertThat(millis).isBetween(3500L, 6500L));
    assertThat(arrivals(1).stream().mapToLong(a -> a.duration().toMillis()).average().orElseThrow())
        .isBetween(4700.0, 5300.0);
  }

  @Test
  void the_same_seed_gives_the_same_arrivals() {
    assertThat(arrivals(1)).isEqualTo(arrivals(1)).isNotEqualTo(arrivals(2));
  }
}
