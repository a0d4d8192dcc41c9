// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A decaying mean")
class DecayingMeanTest {
  private static final int LOOK_SECONDS = 5;

  private static DecayingMean rested() {
    var mean = DecayingMean.NONE.plus(500, 100);
    for (var second = 0; second < Duration.ofDays(14).toSeconds(); second += LOOK_SECONDS) {
      mean = mean.faded(LOOK_SECONDS);
    }
    return mean;
  }

  @DisplayName("of 100 tasks of 5 s stays what it was if nothing is added to it for two weeks")
  @Test
  void stays_what_it_was() {
    assertThat(rested().value()).isCloseTo(5, within(1e-6));
  }

  @DisplayName("gives way after two weeks to the first task that is timed then")
  @Test
  void gives_way_to_the_first_task_that_is_timed_then() {
    assertThat(rested().plus(1, 1).value()).isCloseTo(1, within(0.01));
  }

  @DisplayName("of tasks of 200 s is what it was without what was added to it:")
  @ParameterizedTest(name = "{1} tasks of {2} s to {0}")
  @CsvSource({
    "5, 3, 200",
    "5, 0, 200",
    "5, 2, 900",
    "40, 3, 200",
    // What is extreme counts in part.
    "40, 3, 9000",
    "40, 3, 1",
  })
  void is_what_it_was(double weight, double tasks, double seconds) {
    var mean = new DecayingMean(200 * weight, weight);
    var added = mean.plus(tasks * seconds, tasks);

    // A time in which none ended has busy seconds, too.
    var ran = new Ran(tasks == 0 ? 500 : tasks * seconds, tasks, tasks);
    var without = added.without(ran, 0);

    assertThat(without.weight()).isCloseTo(weight, within(1e-6));
    assertThat(without.value()).isCloseTo(200, within(1e-6));
  }
}
