// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.testbed.Command;
import org.junit.jupiter.api.Test;

/** The page that a command serves. */
class TaskworkersTest {
  @Test
  void a_command_that_ends_without_an_address_is_named() {
    assertThatThrownBy(() -> Taskworkers.Page.of(Command.of("sh", "-c", "exit 1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("No address was printed by: sh -c exit 1");
  }

  @Test
  void the_process_has_ended_when_the_page_is_closed() {
    var page = Taskworkers.Page.of(Command.of("sh", "-c", "echo http://here; exec tail -f"));
    assertThat(page.address()).isEqualTo("http://here");
    assertThat(page.process().isAlive()).isTrue();
    page.close();
    assertThat(page.process().isAlive()).isFalse();
  }
}
