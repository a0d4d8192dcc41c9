// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of duplicates")
class DuplicatesTest {
  private static final Moment NOW = new Moment(0);

  private final Duplicates duplicates =
      new Duplicates(new DuplicateRule("order", Duration.ofHours(1)));

  @Test
  void keeps_the_most_recent() {
    for (int i = 0; i <= Duplicates.REMEMBERED; i++) {
      duplicates.ended(task(i), true, NOW);
    }
    assertThat(duplicates.of(task(0), NOW)).isEqualTo(Duplicates.Verdict.NEW);
    assertThat(duplicates.of(task(1), NOW)).isEqualTo(Duplicates.Verdict.DONE);
  }

  @Test
  void counts_the_window_from_the_last_success() {
    duplicates.ended(task(1), true, NOW);
    duplicates.ended(task(1), true, NOW.plus(Duration.ofSeconds(1800)));
    assertThat(duplicates.of(task(1), NOW.plus(Duration.ofSeconds(4000))))
        .isEqualTo(Duplicates.Verdict.DONE);
    assertThat(duplicates.of(task(1), NOW.plus(Duration.ofSeconds(5400))))
        .isEqualTo(Duplicates.Verdict.NEW);
  }

  private static Task task(int number) {
    return new Task("id", Payload.of(""), Map.of("order", "order-" + number), "", Instant.EPOCH);
  }
}
