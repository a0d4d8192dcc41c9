package dev.taskworkers.operator.pool.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A spec is read when it is new, and only then. */
final class ReadPoolsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final ReadPools pools = new ReadPools(new PoolValidation(Optional.empty()));

  private static TaskWorkerPool again() {
    return Manifests.exec();
  }

  @Test
  void the_same_spec_is_not_read_again() {
    var first = pools.read(again(), NOW);

    assertThat(pools.read(again(), NOW.plusSeconds(5))).isSameAs(first);
  }

  @Test
  void a_changed_spec_is_read_at_once() {
    pools.read(again(), NOW);

    var changed = pools.read(Manifests.with("taskTimeout: 3m"), NOW);

    assertThat(changed.taskTimeout()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void a_spec_that_became_wrong_is_refused() {
    pools.read(again(), NOW);

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> pools.read(Manifests.with("taskTimeout: 0s"), NOW));
  }

  @Test
  void what_is_wrong_is_found_once_and_told_again() {
    var wrong = Manifests.with("taskTimeout: 0s");
    var first = catchThrowable(() -> pools.read(wrong, NOW));
    var again = catchThrowable(() -> pools.read(Manifests.with("taskTimeout: 0s"), NOW));

    assertThat(again).hasMessage(first.getMessage());
    assertThat(pools.read(again(), NOW)).isNotNull();
  }

  @Test
  void a_pool_that_is_gone_is_forgotten() {
    var first = pools.read(again(), NOW);

    pools.sweep(NOW.plusSeconds(121));

    assertThat(pools.read(again(), NOW.plusSeconds(122))).isNotSameAs(first);
  }
}
