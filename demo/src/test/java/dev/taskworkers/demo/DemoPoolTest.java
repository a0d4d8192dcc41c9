// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pool of the demo")
class DemoPoolTest {
  private static String taskSeconds(String... command) {
    var options =
        new DemoOptions(
            Trace.builtIn(),
            8,
            Duration.ofSeconds(600),
            10,
            5,
            4,
            20,
            ArrivalsMode.Auto,
            List.of(),
            List.of(command));
    return DemoPool.of(options).getSpec().template().at("/spec/containers/0/env/0/value").asText();
  }

  @Test
  void tells_our_worker_how_long_a_task_takes_by_the_clock_of_the_demo() {
    assertThat(taskSeconds()).isEqualTo("5.0");
  }

  @Test
  void tells_a_program_of_its_own_how_long_a_task_takes_by_the_clock_of_the_wall() {
    assertThat(taskSeconds("python", "worker.py")).isEqualTo("0.5");
  }
}
