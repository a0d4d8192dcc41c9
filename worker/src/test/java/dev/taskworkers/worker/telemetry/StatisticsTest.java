// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The age of a task")
class StatisticsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** A time of publishing is what a server says it is. */
  @ParameterizedTest(name = "published at {0}")
  @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"})
  void is_counted_whatever_its_time_of_publishing_is(String published) {
    var statistics = new Statistics();
    var age = Duration.between(Instant.parse(published), NOW);

    statistics.delivered(age);
    statistics.waited(age);

    assertThat(statistics.age().count()).isEqualTo(1);
    assertThat(statistics.waitTime().count()).isEqualTo(1);
  }
}
