// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker that gets a signal")
class TerminationSignalsTest {
  private final List<String> done = new ArrayList<>();
  private final TerminationSignals leaving = new TerminationSignals(() -> done.add("end"));

  private void start() {
    leaving.by(reason -> done.add("drain"), reason -> done.add("leave"));
  }

  @Test
  void drains_at_the_first_and_leaves_at_the_second() {
    start();
    assertThat(done).isEmpty();
    leaving.signalled();
    assertThat(done).containsExactly("drain");
    leaving.signalled();
    assertThat(done).containsExactly("drain", "leave");
  }

  @Test
  void ends_its_process_at_the_first_while_it_is_being_made() {
    leaving.signalled();
    assertThat(done).containsExactly("end");
    leaving.signalled();
    assertThat(done).containsExactly("end");
  }
}
