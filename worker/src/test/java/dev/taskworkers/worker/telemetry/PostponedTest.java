// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.fixtures.Footprint;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tasks that were given back for later")
class PostponedTest {
  @Test
  void take_no_memory_once_they_are_due_though_nobody_asks_for_them() {
    var postponed = new Postponed();
    var now = new Moment(0);
    for (int second = 0; second < 10_000; second++) {
      now = now.plus(Duration.ofSeconds(1));
      postponed.until(now.plus(Duration.ofSeconds(10)), now);
    }
    assertThat(Footprint.of(postponed)).isLessThan(50);
  }
}
