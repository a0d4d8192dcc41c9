// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.HandlerKind;
import org.junit.jupiter.api.Test;

final class MeasuringPlanTest {
  @Test
  void crosses_the_border_to_another_process_unharmed() {
    var plan = MeasuringPlan.of(3, 32, 10_000, HandlerKind.EXEC, "java,go");

    assertThat(MeasuringPlan.parse(plan.words().toArray(String[]::new))).isEqualTo(plan);
  }

  @Test
  void has_a_backlog_that_fits_into_the_memory_of_the_server() {
    assertThat(MeasuringPlan.of(3, 32, 0, HandlerKind.JAVA, "").tasks()).isEqualTo(100_000);
    assertThat(MeasuringPlan.of(3, 32, 10_000, HandlerKind.JAVA, "").tasks()).isEqualTo(5_242);
  }
}
