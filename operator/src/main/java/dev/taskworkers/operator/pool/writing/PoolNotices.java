package dev.taskworkers.operator.pool.writing;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.status.ApiWords;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a pool's users, in events and the log, what was done or met besides scaling. */
final class PoolNotices {
  private static final Logger LOG = LoggerFactory.getLogger(PoolNotices.class);

  /** What goes on for long is told again after this time. */
  private static final Duration SAME_AGAIN = Duration.ofHours(1);

  /** What a pool was told, and when. */
  private final Map<String, Map<String, Instant>> told = new ConcurrentHashMap<>();

  private final KubernetesClient kubernetes;

  PoolNotices(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
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
      LOG.warn("pool {}: {}", pool.key(), message);
      write(pool, reason, message, now);
    }
  }

  /** An event that can't be written is logged: it must not keep a pool from scaling. */
  private void write(Pool pool, String reason, String message, Instant now) {
    var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var id = Long.toHexString(now.toEpochMilli()) + Integer.toHexString(message.hashCode());
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(pool.namespace())
            .withName(pool.name() + "." + id)
            .endMetadata()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion("taskworkers.dev/v1beta1")
                    .withKind("TaskWorkerPool")
                    .withNamespace(pool.namespace())
                    .withName(pool.name())
                    .withUid(pool.uid())
                    .build())
            .withType("Warning")
            .withReason(reason)
            .withMessage(message)
            .withFirstTimestamp(at)
            .withLastTimestamp(at)
            .withCount(1)
            .withNewSource()
            .withComponent("taskworkers")
            .endSource()
            .withReportingComponent("taskworkers")
            .build();
    try {
      kubernetes.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warn("an event of pool {} could not be written: {}", pool.key(), e.getMessage());
    }
  }

  /** Forgets a pool that is gone. */
  void forget(Pool pool) {
    told.remove(pool.uid());
  }
}
