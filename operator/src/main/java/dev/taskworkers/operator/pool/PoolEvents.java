// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.runtime.Printable;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in an event of the pool, and in the log, what happened to it. An event that can't be written
 * is logged: it must not keep a pool from scaling.
 */
public final class PoolEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

  private final KubernetesClient kubernetes;

  public PoolEvents(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** Another number of pods. */
  public void scaled(Pool pool, Decision decision, Instant now) {
    LOG.info("pool {}: {}", pool.key(), decision.message());
    write(pool, "Normal", decision.reason().word(), decision.message(), now);
  }

  /** Something that somebody should know. */
  public void warn(Pool pool, String reason, String message, Instant now) {
    LOG.warn("pool {}: {}", pool.key(), message);
    write(pool, "Warning", reason, message, now);
  }

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
            .withMessage(Printable.of(message))
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
}
