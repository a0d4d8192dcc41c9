// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A rate of tasks")
class RateTest {
  @ParameterizedTest(name = "{0} is {1} each second")
  @CsvSource({"10/s,10", "90/m,1.5", "5400/h,1.5", "999999/s,999999"})
  void is_read(String text, double perSecond) {
    assertThat(Rate.parse(text, "x").perSecond()).isEqualTo(perSecond);
  }

  @ParameterizedTest(name = "''{0}'' is refused")
  @ValueSource(strings = {"", "10", "0/s", "-1/s", "1.5/s", "1000000/s", "10/d", "10 / s"})
  void is_not(String text) {
    assertThatThrownBy(() -> Rate.parse(text, "spec.rateLimit.perPod"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("spec.rateLimit.perPod: expected 1 to 999999 tasks");
  }
}
