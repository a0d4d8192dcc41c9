// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Cloud Monitoring is asked about a project again. */
final class PollScheduleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "{0} s after an answer: {1}")
  @CsvSource({"59, false", "60, true", "-1, true", "-86400, true"})
  void after_a_minute_or_when_the_clock_was_set_back(long seconds, boolean due) {
    var schedule = new PollSchedule();
    schedule.answered(NOW);

    assertThat(schedule.isDue(NOW.plus(Duration.ofSeconds(seconds)), false)).isEqualTo(due);
  }
}
