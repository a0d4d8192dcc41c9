// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the API server refused of a pool, so that it is not asked the same at each tick and each
 * task: the next try waits ever longer, up to a minute, unless the pool's spec changes.
 */
final class RefusedWrites {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Refusals that say nothing of what was asked, and may be over at once. */
  private static final Set<Integer> PASSING =
      Set.of(HttpURLConnection.HTTP_CLIENT_TIMEOUT, HttpURLConnection.HTTP_CONFLICT, 429);

  private record Refusal(
      Pool pool, KubernetesClientException words, Duration pause, Instant until) {}

  private Optional<Refusal> last = Optional.empty();

  /**
   * Says at once what the API server would most likely say again.
   *
   * @throws KubernetesClientException as it was thrown before, while the next try waits
   */
  void check(Pool pool, Instant now) {
    last = last.filter(refusal -> refusal.pool().equals(pool));
    var waits = last.filter(refusal -> now.isBefore(refusal.until()));
    if (waits.isPresent()) {
      throw waits.get().words();
    }
  }

  /** Notes how a try ended that was not taken. */
  void refused(Pool pool, KubernetesClientException words, Instant now) {
    if (words.getCode() < HttpURLConnection.HTTP_BAD_REQUEST
        || words.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR
        || PASSING.contains(words.getCode())) {
      return;
    }
    var pause = last.map(refusal -> refusal.pause().multipliedBy(2)).orElse(FIRST);
    var bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    last = Optional.of(new Refusal(pool, words, bounded, now.plus(bounded)));
  }

  /** What is written is taken again. */
  void taken() {
    last = Optional.empty();
  }
}
