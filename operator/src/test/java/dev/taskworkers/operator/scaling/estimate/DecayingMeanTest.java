// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A mean of 100 tasks of 5 s that nothing is added to for two weeks")
class DecayingMeanTest {
  private static final int LOOK_SECONDS = 5;

  private static DecayingMean rested() {
    var mean = DecayingMean.NONE.plus(500, 100);
    for (var second = 0; second < Duration.ofDays(14).toSeconds(); second += LOOK_SECONDS) {
      mean = mean.faded(LOOK_SECONDS);
    }
    return mean;
  }

  @Test
  void stays_what_it_was() {
    assertThat(rested().value()).isCloseTo(5, within(1e-6));
  }

  @Test
  void gives_way_to_the_first_task_that_is_timed_then() {
    assertThat(rested().plus(1, 1).value()).isCloseTo(1, within(0.01));
  }
}
