// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Staffing, for 1 task in 100 that waits longer than 6 s")
class StaffingTest {
  @ParameterizedTest(name = "{0}: {1} busy slots of {2} s in pods of {3} take {4}")
  @CsvSource({
    "nothing to do takes no pod, 0, 5, 4, 0",
    "a little takes one, 0.1, 5, 4, 1",
    "short tasks need little room because waits are short, 40, 0.2, 4, 11",
    "tasks of 5 s need some, 40, 5, 4, 11",
    "tasks of a minute need more, 40, 60, 4, 14",
    "ten times the load needs less than ten times the room, 400, 5, 4, 101",
    "large pods come in large steps, 40, 5, 32, 2",
    "more than any cluster has is cut off, 1e12, 5, 1, 1000000",
    "so is what a rate of one an hour would take, 1e-5, 1e-3, 2.8e-11, 1000000"
  })
  void is(String sentence, double offered, double seconds, double slots, int pods) {
    assertThat(Staffing.pods(offered, seconds, slots, 30)).isEqualTo(pods);
  }
}
