// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A duration in Go's words")
class GoDurationTest {
  @ParameterizedTest(name = "{0} is {1} ms")
  @CsvSource({"30s,30000", "10m,600000", "1h30m,5400000", "250ms,250", "1.5s,1500", "0s,0"})
  void is_read(String text, long millis) {
    assertThat(GoDuration.parse(text, "x")).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest(name = "''{0}'' is refused")
  @ValueSource(
      strings = {
        "",
        "30",
        "s",
        "-3s",
        "3 s",
        "1d",
        "1h-3m",
        "99999999999999999999h",
        "2562048h",
        "2562047.9h",
        "2562047h59m"
      })
  void refuses_what_is_none(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text, "--idle-exit"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--idle-exit");
  }

  @ParameterizedTest(name = "{0} is written back")
  @ValueSource(strings = {"30s", "10m", "1h30m", "250ms", "1.5s", "0s", "2h0.5s"})
  void is_written_in_the_fewest_units(String text) {
    assertThat(GoDuration.format(GoDuration.parse(text, "x"))).isEqualTo(text);
  }

  @Test
  void names_what_came() {
    assertThatThrownBy(() -> GoDuration.parse("soon", "spec.taskTimeout"))
        .hasMessage(
            "spec.taskTimeout: expected a duration such as 30s, 10m or 1h30m, but found 'soon'.");
  }
}
