// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A comparison of clients that breaks off")
class ClientBenchTest {
  @Test
  void says_why() {
    var said =
        List.of(
            "round 1 of 3",
            "Exception in thread \"main\" java.lang.IllegalStateException: go does no task.",
            "\tat dev.taskworkers.bench.ClientComparison.throughput");
    assertThat(ClientBench.reason(said))
        .isEqualTo("java.lang.IllegalStateException: go does no task.");
  }

  @Test
  void says_what_came_last_when_nothing_is_known_of_why() {
    assertThat(ClientBench.reason(List.of("round 1 of 3", "Error: no such class", "")))
        .endsWith("wrote is: Error: no such class");
    assertThat(ClientBench.reason(List.of())).contains("said nothing of why");
  }
}
