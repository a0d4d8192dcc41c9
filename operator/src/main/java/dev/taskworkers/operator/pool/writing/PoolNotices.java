package dev.taskworkers.operator.pool.writing;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.status.ApiWords;
import dev.taskworkers.operator.pool.status.PoolEvents;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Warns a pool's users of what was met besides scaling, and of the same not again and again. */
final class PoolNotices {
  /** What goes on for long is told again after this time. */
  private static final Duration SAME_AGAIN = Duration.ofHours(1);

  /** What a pool was told, and when. */
  private final Map<String, Map<String, Instant>> told = new ConcurrentHashMap<>();

  private final PoolEvents events;

  PoolNotices(PoolEvents events) {
    this.events = events;
  }

  /** Says something that somebody should know; the same words not again for an hour. */
  void warn(Pool pool, String reason, String message, Instant now) {
    warn(pool, reason, message, message, now);
  }

  /** Says what the API server refused; not again for an hour, whatever its words are. */
  void refused(Pool pool, String reason, String what, KubernetesClientException e, Instant now) {
    warn(pool, reason, "", what + " " + ApiWords.of(e), now);
  }

  private void warn(Pool pool, String reason, String topic, String message, Instant now) {
    var before = told.computeIfAbsent(pool.uid(), uid -> new ConcurrentHashMap<>());
    before.values().removeIf(at -> !at.plus(SAME_AGAIN).isAfter(now));
    if (before.putIfAbsent(reason + topic, now) == null) {
      events.warn(pool, reason, message, now);
    }
  }

  /** Forgets a pool that is gone. */
  void forget(Pool pool) {
    told.remove(pool.uid());
  }
}
