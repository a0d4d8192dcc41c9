package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
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

  /** Something that was done. */
  void say(Pool pool, String reason, String message, Instant now) {
    tell(pool, "Normal", reason, message, now);
  }

  /** Something that somebody should look at. */
  void warn(Pool pool, String reason, String message, Instant now) {
    tell(pool, "Warning", reason, message, now);
  }

  private void tell(Pool pool, String type, String reason, String message, Instant now) {
    var before = told.computeIfAbsent(pool.uid(), uid -> new ConcurrentHashMap<>());
    before.values().removeIf(at -> !at.plus(SAME_AGAIN).isAfter(now));
    if (before.putIfAbsent(reason + message, now) == null) {
      LOG.info("pool {}: {}", pool.key(), message);
      write(pool, type, reason, message, now);
    }
  }

  /** An event that can't be written is logged: it must not keep a pool from scaling. */
  private void write(Pool pool, String type, String reason, String message, Instant now) {
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
            .withType(type)
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
