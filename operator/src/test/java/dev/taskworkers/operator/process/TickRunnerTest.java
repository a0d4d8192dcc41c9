// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** The background work of a tick, and whether it still runs. */
final class TickRunnerTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final TickRunner runner = new TickRunner(clock);

  @Test
  void work_that_fails_keeps_neither_the_next_nor_the_pulse_from_going_on() {
    var done = new ArrayList<String>();
    clock.add(Duration.ofMinutes(10));

    runner.tick(
        List.of(
            at -> {
              throw new IllegalStateException("no");
            },
            at -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            at -> {
              throw new NoClassDefFoundError("dev/taskworkers/Absent");
            },
            at -> done.add("next")));

    assertThat(done).containsExactly("next");
    assertThat(runner.problem()).isEmpty();
  }

  @Test
  void after_five_minutes_without_a_tick_the_process_is_not_alive() {
    clock.add(Duration.ofMinutes(5));
    assertThat(runner.problem()).isEmpty();

    clock.add(Duration.ofSeconds(1));
    assertThat(runner.problem()).hasValue("no tick has ended since 1970-01-01T00:00:00Z");
  }
}
