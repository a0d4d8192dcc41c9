// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The dispatcher's benchmark")
@Timeout(180)
@Tag("slow")
class DispatcherBenchTest {
  @Test
  void measures_each_client() throws Exception {
    var rounds = new ArrayList<String>();

    var results = DispatcherBench.run(1, 100, Clock.systemUTC(), rounds::add);

    assertThat(rounds).hasSize(6);
    assertThat(results)
        .extracting(ClientResult::client)
        .containsExactly("taskworkers", "taskworkers-ordered", "java");
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.tasksPerSecond()).isPositive();
              assertThat(result.p50Millis()).isPositive().isLessThanOrEqualTo(result.p99Millis());
            });
  }
}
