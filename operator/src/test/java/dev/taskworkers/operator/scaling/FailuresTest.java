// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of 100 runs of which 80 failed")
final class FailuresTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @ParameterizedTest(name = "since {0} s, with workers unheard from {1} s to {2} s ago: {3} count")
  @CsvSource({
    "60, 0, 0, 100",
    "60, 30, 20, 100",
    "60, 110, 10, 100",
    // They may have failed minutes ago.
    "330, 330, 0, 0",
    "330, 330, 60, 0",
  })
  void those_count_that_have_ended_within_two_minutes(
      int since, int silentFrom, int silentUntil, int counted) {
    var history = History.EMPTY;
    for (var ago = 400; ago >= 0; ago -= 5) {
      var heard = ago >= silentFrom || ago <= silentUntil;
      var ended = ago < since ? 100 : 0;
      var service = Service.builder().reporting(1).finished(ended).failed(80 * ended / 100);
      history = history.plus(new History.Tick(NOW.minusSeconds(ago), 1, heard, service.build()));
    }

    var failures = Failures.in(history, NOW);

    assertThat(failures.finished()).isEqualTo(counted);
    assertThat(failures.areMost()).isEqualTo(counted > 0);
  }
}
