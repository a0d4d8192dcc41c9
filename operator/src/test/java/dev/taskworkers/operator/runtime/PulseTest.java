package dev.taskworkers.operator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The background work of a tick, and whether it still runs. */
final class PulseTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Pulse pulse =
      new Pulse(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @Test
  void work_that_fails_keeps_neither_the_next_nor_the_pulse_from_going_on() {
    var done = new ArrayList<String>();
    now = now.plus(Duration.ofMinutes(10));

    pulse.beat(
        List.of(
            at -> {
              throw new IllegalStateException("no");
            },
            at -> done.add("next")));

    assertThat(done).containsExactly("next");
    assertThat(pulse.problem()).isEmpty();
  }

  @Test
  void after_five_minutes_without_a_tick_the_process_is_not_alive() {
    now = now.plus(Duration.ofMinutes(5));
    assertThat(pulse.problem()).isEmpty();

    now = now.plusSeconds(1);
    assertThat(pulse.problem()).hasValue("no tick has ended since 2026-01-01T00:00:00Z");
  }
}
