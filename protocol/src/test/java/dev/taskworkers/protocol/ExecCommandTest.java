// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A program and its arguments")
class ExecCommandTest {
  @Property(tries = 300, seed = "1")
  void are_read_as_they_were_written(
      @ForAll @NotEmpty List<@CharRange(from = '\u0001', to = '\uD7FF') String> words) {
    assertThat(ExecCommand.parse(ExecCommand.format(words))).isEqualTo(words);
  }

  @ParameterizedTest(name = "''{0}'' is refused")
  @ValueSource(
      strings = {
        "",
        "/app/thumbnail",
        "[]",
        "[\"a\", 1]",
        "[\"a\"] x",
        "[\"a\"",
        "[\"a\\u0000\"]",
        "[\"a\",]",
        "['a']",
        "[\"a\" \"b\"]",
        "[\"\t\"]",
        "[null]",
        "[[\"a\"]]"
      })
  void are_not(String text) {
    assertThatThrownBy(() -> ExecCommand.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected a JSON array of strings");
  }
}
