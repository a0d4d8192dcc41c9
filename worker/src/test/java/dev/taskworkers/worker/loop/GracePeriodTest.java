// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A grace period")
class GracePeriodTest {
  @ParameterizedTest(name = "of {0} s stops tasks after {1} s and gives them back after {2} s")
  @CsvSource({"630,620,627", "30,20,27", "12,6,9", "4,2,3", "1,0.5,0.75"})
  void leaves_time_to_stop_and_to_give_back(long total, double stop, double nack) {
    var grace = new GracePeriod(Duration.ofSeconds(total));
    assertThat(grace.untilStop()).isEqualTo(Duration.ofMillis((long) (stop * 1000)));
    assertThat(grace.untilNack()).isEqualTo(Duration.ofMillis((long) (nack * 1000)));
  }
}
