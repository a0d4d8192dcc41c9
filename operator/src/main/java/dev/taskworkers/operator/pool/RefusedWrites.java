// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the API server refused of a pool, so that it is not asked the same at each tick and each
 * task: the next try waits ever longer, up to a minute, unless the pool's spec changes. Failures
 * count as well, since it answers 500 to a template that does not fit its schema. Where it fails
 * for all pools, the leader's lease can't be renewed, and the next term knows of no refusals.
 */
final class RefusedWrites {
  /** Refusals that say nothing of what was asked, and may be over at once. */
  private static final Set<Integer> PASSING =
      Set.of(HttpURLConnection.HTTP_CLIENT_TIMEOUT, HttpURLConnection.HTTP_CONFLICT, 429);

  private record Refusal(Pool pool, KubernetesClientException words, GrowingPause pause) {}

  private Optional<Refusal> last = Optional.empty();

  /**
   * Says at once what the API server would most likely say again.
   *
   * @throws KubernetesClientException as it was thrown before, while the next try waits
   */
  void check(Pool pool, Instant now) {
    last = last.filter(refusal -> refusal.pool().equals(pool));
    var waits = last.filter(refusal -> !refusal.pause().isOver(now));
    if (waits.isPresent()) {
      throw waits.get().words();
    }
  }

  /** Notes how a try ended that was not taken. */
  void refused(Pool pool, KubernetesClientException words, Instant now) {
    if (words.getCode() < HttpURLConnection.HTTP_BAD_REQUEST || PASSING.contains(words.getCode())) {
      return;
    }
    var pause = last.map(Refusal::pause).orElseGet(GrowingPause::new);
    pause.begin(now);
    last = Optional.of(new Refusal(pool, words, pause));
  }

  /** What is written is taken again. */
  void taken() {
    last = Optional.empty();
  }
}
