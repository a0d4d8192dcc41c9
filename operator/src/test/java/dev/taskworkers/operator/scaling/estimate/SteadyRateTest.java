// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The rate, from what was counted in the last 5, 15, 60 and 240 s")
class SteadyRateTest {
  private static final int[] WINDOWS = {5, 15, 60, 240};

  @ParameterizedTest(name = "{0}: {1}, {2}, {3}, {4} are {5} a second")
  @CsvSource({
    "steady is the mean of all, 10, 30, 120, 480, 2",
    "noise does not show, 14, 34, 115, 482, 2.008",
    "a burst shows at once, 100, 110, 200, 560, 20",
    "an end shows at once, 0, 200, 1100, 4700, 0",
    "a change of a minute ago leaves the older counts out, 100, 300, 1200, 1380, 20",
    "nothing is nothing, 0, 0, 0, 0, 0"
  })
  void is(String sentence, double five, double fifteen, double sixty, double all, double rate) {
    var counts = new double[] {five, fifteen, sixty, all};
    assertThat(
            SteadyRate.of(
                    WINDOWS, seconds -> counts[java.util.Arrays.binarySearch(WINDOWS, seconds)])
                .perSecond())
        .isCloseTo(rate, within(0.01));
  }
}
