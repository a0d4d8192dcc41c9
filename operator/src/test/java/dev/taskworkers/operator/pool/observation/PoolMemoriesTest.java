package dev.taskworkers.operator.pool.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.roster.Hearing;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of pools. */
final class PoolMemoriesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final PoolMemories memories = new PoolMemories();

  private static Pool pool(String uid) {
    return Manifests.valid(Manifests.with("uid: u1", "uid: " + uid));
  }

  private PoolMemories.Entry look(Pool pool, Instant now) {
    return memories.of(pool, Optional.empty(), now);
  }

  @Test
  void a_pool_that_was_made_anew_under_its_name_is_known_while_the_one_before_is_forgotten() {
    var before = pool("u1");
    var after = pool("u2");
    look(before, NOW);
    look(after, NOW.plusSeconds(60));

    assertThat(memories.retire(NOW.plusSeconds(150))).containsExactly(before);
    assertThat(memories.knows("media/thumbs")).isTrue();
    assertThat(memories.retire(NOW.plusSeconds(300))).containsExactly(after);
    assertThat(memories.knows("media/thumbs")).isFalse();
  }

  @Test
  void a_pool_that_gets_a_handler_which_does_not_report_waits_for_no_word_of_its_workers() {
    var memory = look(pool("u1"), NOW);
    assertThat(memory.hearing(true, true, NOW)).isEqualTo(Hearing.NOW);

    assertThat(memory.hearing(false, false, NOW.plusSeconds(5))).isEqualTo(Hearing.NEVER);
  }

  @Test
  void a_pool_that_gets_a_handler_which_reports_is_heard() {
    var foreign =
        Manifests.valid(
            Manifests.with(
                "handler: {exec: {command: [/app/thumbnail, --fast]}}", "handler: {self: {}}"));

    assertThat(look(foreign, NOW).hearing(true, true, NOW)).isEqualTo(Hearing.NOW);
  }
}
