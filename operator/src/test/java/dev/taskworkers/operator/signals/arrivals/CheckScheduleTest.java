// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CheckScheduleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final CheckSchedule lookout = new CheckSchedule(START);
  private final AtomicInteger lost = new AtomicInteger();

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private void answer(int second, boolean holds) {
    var clock = Clock.fixed(at(second), ZoneOffset.UTC);
    lookout.answer(clock, lost::incrementAndGet).onSuccess(holds);
  }

  @Test
  void a_silent_doorbell_is_looked_at_every_two_minutes() {
    assertThat(lookout.isDue(at(119))).isFalse();
    assertThat(lookout.isDue(at(120))).isTrue();
    answer(121, true);

    assertThat(lookout.isDue(at(240))).isFalse();
    assertThat(lookout.isDue(at(241))).isTrue();
    assertThat(lost).hasValue(0);
  }

  @Test
  void one_that_rings_is_looked_at_every_ten_minutes() {
    lookout.heard();

    assertThat(lookout.isDue(at(599))).isFalse();
    assertThat(lookout.isDue(at(600))).isTrue();
  }

  @Test
  void nobody_looks_while_somebody_looks() {
    lookout.isDue(at(120));

    assertThat(lookout.isDue(at(1000))).isFalse();
  }

  @Test
  void one_that_is_not_there_any_more_is_lost() {
    lookout.isDue(at(120));
    answer(120, false);

    assertThat(lost).hasValue(1);
  }

  @Test
  void a_look_that_fails_takes_nothing_down_and_is_taken_again() {
    lookout.isDue(at(120));
    lookout
        .answer(Clock.fixed(at(130), ZoneOffset.UTC), lost::incrementAndGet)
        .onFailure(new IllegalStateException("no answer"));

    assertThat(lost).hasValue(0);
    assertThat(lookout.isDue(at(250))).isTrue();
  }
}
