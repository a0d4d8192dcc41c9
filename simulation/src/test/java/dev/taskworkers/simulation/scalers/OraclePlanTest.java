// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.world.Workloads;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A plan for batches that need 50 pods and more")
class OraclePlanTest {
  @ParameterizedTest(name = "has the slots for all tasks, and hardly more, with at most {0} pods")
  @ValueSource(ints = {6, 20, 100})
  void has_room_for_all_tasks(int most) {
    var workload = Workloads.of("batch");
    var config = workload.config().withMaxReplicas(most);
    var tasks = workload.tasks(1);
    var pods = new OraclePlan(tasks, workload.seconds(), config).pods();

    assertThat(Arrays.stream(pods)).allMatch(ready -> ready <= most);
    var slotSeconds = Arrays.stream(pods).sum() * (double) config.slotsPerPod();
    assertThat(slotSeconds / (tasks.count() * config.taskSeconds())).isBetween(0.95, 1.15);
  }
}
