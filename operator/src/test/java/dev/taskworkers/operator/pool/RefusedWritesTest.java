// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pools that the API server refuses take of what all pools share. */
final class RefusedWritesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int BROKEN = 500;

  /** Pools that are looked at at once. */
  private static final int THREADS = 16;

  /** Far longer than an API server takes to refuse what it does not store. */
  private static final Duration REFUSAL = Duration.ofMillis(100);

  private static final KubernetesClientException FORBIDDEN =
      new KubernetesClientException("quota exceeded", 403, null);

  /**
   * How often the API server is asked for a pool that is looked at each tick and always refused.
   */
  private static int asked(Pool pool, Duration time) {
    var refusals = new RefusedWrites();
    var asked = 0;
    for (var at = NOW; at.isBefore(NOW.plus(time)); at = at.plus(TICK)) {
      try {
        refusals.check(pool, at);
        asked++;
        refusals.refused(pool, FORBIDDEN, at);
      } catch (KubernetesClientException e) {
        assertThat(e).isSameAs(FORBIDDEN);
      }
    }
    return asked;
  }

  @Test
  void five_hundred_refused_pools_take_less_than_a_tenth_of_the_time_of_those_that_look() {
    var pool = Manifests.valid(Manifests.exec());
    var all = Stream.generate(() -> asked(pool, HOUR)).limit(BROKEN).mapToInt(each -> each).sum();

    var taken = REFUSAL.multipliedBy(all);
    assertThat(taken).isLessThan(HOUR.multipliedBy(THREADS).dividedBy(10));
    // Without a pause they would take more than half.
    var ticks = HOUR.dividedBy(TICK) * BROKEN;
    assertThat(REFUSAL.multipliedBy(ticks)).isGreaterThan(HOUR.multipliedBy(THREADS).dividedBy(2));
  }
}
