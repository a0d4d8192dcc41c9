// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Failures")
final class FailuresTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @DisplayName("of 100 runs of which 80 failed")
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

  @DisplayName("are most, or not, once 24 runs have ended in two minutes, of which {0} failed,")
  @ParameterizedTest(
      name =
          "{0} of 24 failed, and in the {1} minutes since one ends each {2} s, of which {3} in ten fail: most {4}")
  @CsvSource({
    "24, 1, 10, 10, true",
    "24, 5, 10, 10, true",
    "24, 5, 10, 6, true",
    "24, 5, 100, 10, true",
    // Tasks succeed again, or none ends any more.
    "24, 5, 10, 2, false",
    "24, 5, 600, 10, false",
    // They were not most before, so a few do not tell.
    "6, 5, 10, 10, false",
    "0, 5, 10, 10, false",
  })
  void are_most_until_tasks_succeed_again(
      int failed, int minutes, int every, int ofTen, boolean most) {
    var history = History.EMPTY;
    for (var second = 0; second <= 120 + 60 * minutes; second += 5) {
      var few = Math.max(0, second - 120) / every;
      var service =
          Service.builder()
              .reporting(1)
              .finished(Math.min(24, second / 5) + few)
              .failed(Math.min(24, second / 5) * failed / 24 + few * ofTen / 10);
      var at = NOW.minusSeconds(120 + 60L * minutes - second);
      history = history.plus(new History.Tick(at, 1, true, service.build()));
    }

    var failures = Failures.in(history, NOW);

    assertThat(failures.areMost()).isEqualTo(most);
    assertThat(failures.isTelling()).isEqualTo(most);
  }

  @DisplayName("A few that fail are no sign that all do")
  @ParameterizedTest(name = "while {0} run: most {1}")
  @CsvSource({"1, true", "40, false"})
  void are_not_most_while_more_tasks_run_than_ended(int running, boolean most) {
    var history = History.EMPTY;
    for (var second = 0; second <= 300; second += 5) {
      var failed = Math.min(24, second / 5) + Math.max(0, second - 120) / 60;
      var service =
          Service.builder().reporting(1).finished(failed).failed(failed).busy(running).build();
      history = history.plus(new History.Tick(NOW.minusSeconds(300 - second), 1, true, service));
    }

    assertThat(Failures.in(history, NOW).areMost()).isEqualTo(most);
  }

  @Test
  void are_not_most_again_when_a_few_tasks_fail_after_some_have_succeeded() {
    var history = History.EMPTY;
    for (var second = 0; second <= 480; second += 5) {
      var succeeded = second < 240 ? 0 : Math.min(8, (second - 240) / 10);
      var failed = Math.min(24, second / 5) + (second < 400 ? 0 : (second - 400) / 10);
      var service = Service.builder().reporting(1).finished(succeeded + failed).failed(failed);
      var at = NOW.minusSeconds(480 - second);
      history = history.plus(new History.Tick(at, 1, true, service.build()));
    }

    assertThat(Failures.in(history, NOW).areMost()).isFalse();
  }
}
