// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The limit of 9 running tasks that a hot ordering key has shown")
final class KeyLimitTest {
  private static final Instant SEEN = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "{6}")
  @CsvSource({
    "12, 12, 3, 0, 60, true, holds while every full pod has tasks that wait for their key",
    "12, 12, 3, 2, 60, false, ends when all slots are busy and a pod is full of other tasks",
    "8, 8, 0, 2, 60, true, holds while fewer slots are there than it allows",
    "12, 11, 3, 2, 60, true, holds while a slot is free although a pod is full of other tasks",
    "16, 16, 3, 0, 60, false, ends when more tasks run and no slot is free",
    "16, 13, 3, 0, 60, true, rises when more tasks run and a slot stays free",
    "12, 12, 3, 0, 3600, false, ends after an hour",
  })
  void lasts(
      int slots,
      int busy,
      int blocked,
      int fullPods,
      int afterSeconds,
      boolean holds,
      String name) {
    var before = Optional.of(new KeyLimit(9, SEEN, 9, SEEN));
    var service = service(slots, busy, blocked, fullPods);

    var after = KeyLimit.next(before, service, OptionalInt.empty(), SEEN.plusSeconds(afterSeconds));

    assertThat(after.isPresent()).as(name).isEqualTo(holds);
  }

  @Test
  @DisplayName("follows a peak that is over within ten minutes, and not before five")
  void follows() {
    var limit = Optional.<KeyLimit>empty();
    var service = service(120, 20, 3, 0);
    for (var second = 0; second <= 1800; second += 5) {
      var seen = second < 600 ? 100 : second % 60 == 0 ? 12 : 10;
      limit = KeyLimit.next(limit, service, OptionalInt.of(seen), SEEN.plusSeconds(second));
      if (second < 900) {
        assertThat(limit.orElseThrow().running()).as("at %s s", second).isEqualTo(100);
      } else if (second > 1200) {
        assertThat(limit.orElseThrow().running()).as("at %s s", second).isEqualTo(12);
      }
    }
  }

  private static Service service(int slots, int busy, int blocked, int fullPods) {
    return Service.builder()
        .reporting(slots / 4)
        .slots(slots)
        .busy(busy)
        .freeSince(busy < slots ? Optional.of(SEEN) : Optional.empty())
        .blocked(blocked)
        .fullPods(fullPods)
        .build();
  }
}
