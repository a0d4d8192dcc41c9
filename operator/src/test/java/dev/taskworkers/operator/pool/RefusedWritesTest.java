// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pools that the API server refuses take of what all pools share. */
final class RefusedWritesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int BROKEN = 500;

  /** Looks in a tick at a pool on whose topic much is published. */
  private static final int SOON = 10;

  /** Pools that are looked at at once. */
  private static final int THREADS = 16;

  /**
   * How often the API server is asked for a pool that is looked at each tick and always refused.
   */
  private static int asked(Pool pool, int code, Duration time) {
    return asked(pool, refusal("quota exceeded", code), TICK, time);
  }

  private static KubernetesClientException refusal(String words, int code) {
    return new KubernetesClientException(
        new StatusBuilder().withMessage(words).withCode(code).build());
  }

  private static int asked(
      Pool pool, KubernetesClientException words, Duration every, Duration time) {
    var refusals = new RefusedWrites();
    var asked = 0;
    for (var at = NOW; at.isBefore(NOW.plus(time)); at = at.plus(every)) {
      try {
        refusals.check(pool, at);
        asked++;
        refusals.refused(pool, words, at);
      } catch (KubernetesClientException e) {
        assertThat(e).isSameAs(words);
      }
    }
    return asked;
  }

  /**
   * A refusal takes far longer here than an API server does to refuse what it does not store. With
   * 500, which is what it answers to a template that does not fit the schema, the client asks a
   * second time, after 100 ms.
   */
  @ParameterizedTest(name = "with {0} after {1} ms")
  @CsvSource({"403, 100", "404, 100", "422, 100", "500, 150"})
  void five_hundred_refused_pools_take_less_than_a_tenth_of_the_time_of_those_that_look(
      int code, long millis) {
    var refusal = Duration.ofMillis(millis);
    var pool = Manifests.valid(Manifests.exec());
    var all =
        Stream.generate(() -> asked(pool, code, HOUR)).limit(BROKEN).mapToInt(each -> each).sum();

    var taken = refusal.multipliedBy(all);
    assertThat(taken).isLessThan(HOUR.multipliedBy(THREADS).dividedBy(10));
    // Without a pause they would take more than half.
    var ticks = HOUR.dividedBy(TICK) * BROKEN;
    assertThat(refusal.multipliedBy(ticks)).isGreaterThan(HOUR.multipliedBy(THREADS).dividedBy(2));
  }

  /** The pod that a webhook asks is gone for all pools, and is back for all at once. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "500, Internal error occurred: failed calling webhook \"check.acme.example\": refused",
    "500, Internal error occurred: resource quota evaluation timed out",
    "500, etcdserver: request timed out",
    "500, etcdserver: leader changed",
    "502, Bad Gateway",
    "503, service unavailable",
    "504, Timeout: request did not complete within requested timeout"
  })
  void what_others_failed_to_do_is_tried_again_within_a_tick_however_long_they_were_away(
      int code, String words) {
    var tries =
        asked(Manifests.valid(Manifests.exec()), refusal(words, code), TICK.dividedBy(SOON), HOUR);

    assertThat(tries).isEqualTo((int) HOUR.dividedBy(TICK));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "failed to create typed patch object (failed calling webhook)",
        "failed to create typed patch object (etcdserver: request timed out)",
        "etcdserver: request is too large"
      })
  void words_of_a_pools_author_do_not_make_a_refusal_one_of_others(String text) {
    var pool = Manifests.valid(Manifests.exec());
    var words = refusal(text, 500);

    assertThat(asked(pool, words, TICK, HOUR)).isEqualTo(asked(pool, 500, HOUR));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0, 408, 409, 429})
  void what_says_nothing_of_what_was_asked_is_asked_again_at_the_next_look(int code) {
    assertThat(asked(Manifests.valid(Manifests.exec()), code, HOUR))
        .isEqualTo(HOUR.dividedBy(TICK));
  }
}
