// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fast clock")
class FastClockTest {
  @Test
  void is_ahead_of_the_wall_by_its_speed() {
    var clock = new FastClock(Instant.now().minusSeconds(10), 10);
    assertThat(Duration.between(Instant.now(), clock.instant()))
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(400));
  }

  @Test
  void agrees_with_the_one_that_its_text_makes() {
    var clock = new FastClock(Instant.now().minusSeconds(10), 7.5);
    assertThat(FastClock.parse(clock.toString()).toString()).isEqualTo(clock.toString());
  }

  @Test
  void knows_how_long_a_time_is_on_the_wall() {
    var clock = new FastClock(Instant.now(), 10);
    assertThat(clock.onTheWall(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(500));
  }
}
