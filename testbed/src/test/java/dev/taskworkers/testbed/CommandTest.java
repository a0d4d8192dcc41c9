// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void gives_what_was_written_to_both_outputs() {
    var lines = new ArrayList<String>();
    assertThat(Command.of("sh", "-c", "echo one; echo two >&2").output(lines::add))
        .isEqualTo("one\ntwo\n");
    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void hands_variables_on() {
    assertThat(Command.of("sh", "-c", "echo $FRUIT").with("FRUIT", "pear").output())
        .isEqualTo("pear\n");
  }

  @Test
  void names_the_program_its_code_and_its_last_words_when_it_fails() {
    assertThatThrownBy(() -> Command.of("sh", "-c", "echo no room; exit 3").output())
        .isInstanceOf(CommandFailure.class)
        .hasMessage("sh ended with 3: no room");
  }

  @Test
  void says_when_there_is_no_such_program() {
    assertThatThrownBy(() -> Command.of("/no/such/program").output())
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("program can't be started");
  }
}
