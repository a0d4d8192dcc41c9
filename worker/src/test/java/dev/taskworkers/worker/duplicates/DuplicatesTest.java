package dev.taskworkers.worker.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of duplicates")
class DuplicatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Duplicates duplicates =
      new Duplicates(new DuplicateRule("order", Duration.ofHours(1)));

  @Test
  void keepsTheMostRecent() {
    for (int i = 0; i <= Duplicates.REMEMBERED; i++) {
      duplicates.ended(task(i), true, NOW);
    }
    assertThat(duplicates.of(task(0), NOW)).isEqualTo(Duplicates.Verdict.NEW);
    assertThat(duplicates.of(task(1), NOW)).isEqualTo(Duplicates.Verdict.DONE);
  }

  @Test
  void countsTheWindowFromTheLastSuccess() {
    duplicates.ended(task(1), true, NOW);
    duplicates.ended(task(1), true, NOW.plusSeconds(1800));
    assertThat(duplicates.of(task(1), NOW.plusSeconds(4000))).isEqualTo(Duplicates.Verdict.DONE);
    assertThat(duplicates.of(task(1), NOW.plusSeconds(5400))).isEqualTo(Duplicates.Verdict.NEW);
  }

  private static Task task(int number) {
    return new Task("id", Payload.of(""), Map.of("order", "order-" + number), "", NOW);
  }
}
