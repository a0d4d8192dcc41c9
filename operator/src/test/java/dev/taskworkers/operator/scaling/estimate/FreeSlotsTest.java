// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A slot that is free")
final class FreeSlotsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @DisplayName("when a task came back from its back-off")
  @ParameterizedTest(name = "that starts after {0} s: {1}")
  @CsvSource({"15, 1", "10, 0", "40, 0"})
  void proves_nothing_of_it_when_it_starts_just_then(int startsAt, double notStarted) {
    var history = History.EMPTY;
    for (var second = 0; second <= 40; second += 5) {
      history =
          history.plus(
              new History.Tick(
                  START.plusSeconds(second),
                  1,
                  true,
                  Service.builder()
                      .reporting(1)
                      .slots(4)
                      .returned(second < 10 ? 0 : 1)
                      .started(second < startsAt ? 0 : 1)
                      .build()));
    }
    var arrivals = Arrivals.counted(START.getEpochSecond(), Collections.nCopies(40, 0));

    assertThat(FreeSlots.notStartedAtMost(START.plusSeconds(10), arrivals, history))
        .isEqualTo(notStarted);
  }

  /** 30 tasks come, and the report that a slot is free may be from before them. */
  @DisplayName("proves nothing of what came at once, shortly before")
  @ParameterizedTest(name = "30 tasks {0} s before it, and {1} each second: {2}")
  @CsvSource({"3, 0, 30", "9, 0, 0", "3, 20, 30", "0, 6, 0"})
  void proves_nothing_of_what_came_at_once(int before, int eachSecond, double notStarted) {
    var history = History.EMPTY;
    for (var second = 0; second <= 40; second += 5) {
      var service = Service.builder().reporting(1).slots(4).started(second < 25 ? 0 : 4);
      history =
          history.plus(
              new History.Tick(
                  START.plusSeconds(second), 1, true, service.waited(second < 25 ? 0 : 4).build()));
    }
    var counts = new ArrayList<>(Collections.nCopies(40, eachSecond));
    if (before > 0) {
      counts.set(20 - before, eachSecond + 30);
    }
    var arrivals = Arrivals.counted(START.getEpochSecond(), counts);

    assertThat(FreeSlots.notStartedAtMost(START.plusSeconds(20), arrivals, history))
        .isEqualTo(notStarted);
  }
}
