// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the API server refused of a pool, so that it is not asked the same at each tick and each
 * task: the next try waits ever longer, up to a minute, unless the pool's spec changes. The answer
 * 500 counts as well, since it gives that to a template that does not fit its schema. What a
 * webhook, a proxy or etcd fails to do waits a few seconds each time: it is no matter of the pool,
 * and when it is back, pools must be able to grow.
 */
final class RefusedWrites {
  /** Refusals that say nothing of what was asked, and may be over at once. */
  private static final Set<Integer> PASSING =
      Set.of(HttpURLConnection.HTTP_CLIENT_TIMEOUT, HttpURLConnection.HTTP_CONFLICT, 429);

  /** Answers of who stands between, or was asked by the API server in vain. */
  private static final Set<Integer> OF_OTHERS =
      Set.of(
          HttpURLConnection.HTTP_BAD_GATEWAY,
          HttpURLConnection.HTTP_UNAVAILABLE,
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT);

  /**
   * How the API server's words begin when it answers 500 then; what a pool's author wrote comes
   * later in them.
   */
  private static final List<String> WORDS_OF_OTHERS =
      List.of(
          "Internal error occurred: failed calling webhook ",
          "Internal error occurred: resource quota evaluat",
          "etcdserver: request timed out",
          "etcdserver: leader changed");

  private record Refusal(Pool pool, KubernetesClientException words, WritePause pause) {}

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
    if (!isRefusal(words)) {
      return;
    }
    var pause = last.map(Refusal::pause).orElseGet(WritePause::new);
    if (isOfOthers(words)) {
      pause.beginBriefly(now);
    } else {
      pause.begin(now);
    }
    last = Optional.of(new Refusal(pool, words, pause));
  }

  /** Whether the API server would most likely say the same again. */
  private static boolean isRefusal(KubernetesClientException words) {
    return words.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
        && !PASSING.contains(words.getCode());
  }

  /** Whether it speaks of what was asked, which the API server has not stored. */
  static boolean isOfWhatWasAsked(KubernetesClientException words) {
    return isRefusal(words) && !isOfOthers(words);
  }

  private static boolean isOfOthers(KubernetesClientException words) {
    return OF_OTHERS.contains(words.getCode())
        || Optional.ofNullable(words.getStatus())
            .map(Status::getMessage)
            .filter(said -> WORDS_OF_OTHERS.stream().anyMatch(said::startsWith))
            .isPresent();
  }

  /** What is written is taken again. */
  void taken() {
    last = Optional.empty();
  }
}
