// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How long tasks take, with those that have not ended")
final class BusyTimeTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "is as known while as many end as that lets expect, 5, 40, 600, 8, 5",
    "is what the busy slots say when none ends, 1, 44, 60, 0, 2640",
    "is larger as soon as a window shows it, 1, 44, 15, 0, 660",
    "is as known while what runs has not had the time to end, 20, 44, 30, 0, 20",
    "is larger when none has ended for three durations, 20, 44, 60, 0, 2640",
    "is as known where it could be half as long again, 5, 40, 600, 5.5, 5",
    "is that of now where tasks take three times as long, 5, 40, 60, 2.6, 15",
    "is as known while hardly anything runs, 5, 1, 20, 0, 5"
  })
  void seconds(
      String sentence, double known, int slots, int seconds, double ended, double expected) {
    var history = Histories.busy(slots, seconds, ended);

    assertThat(BusyTime.correct(known, history, Histories.NOW))
        .isCloseTo(expected, within(0.05 * expected));
  }
}
