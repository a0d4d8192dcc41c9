package dev.taskworkers.operator.pool.status;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.scaling.Decision;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says each change of replicas in an event of the pool. */
public final class PoolEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

  private final KubernetesClient kubernetes;

  public PoolEvents(KubernetesClient kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** An event that can't be written is logged: it must not keep a pool from scaling. */
  public void scaled(TaskWorkerPool pool, Decision decision, Instant now) {
    LOG.info(
        "pool {}/{}: {}",
        pool.getMetadata().getNamespace(),
        pool.getMetadata().getName(),
        decision.message());
    var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(pool.getMetadata().getNamespace())
            .withName(pool.getMetadata().getName() + "." + Long.toHexString(now.toEpochMilli()))
            .endMetadata()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(pool.getApiVersion())
                    .withKind(pool.getKind())
                    .withNamespace(pool.getMetadata().getNamespace())
                    .withName(pool.getMetadata().getName())
                    .withUid(pool.getMetadata().getUid())
                    .build())
            .withType("Normal")
            .withReason(decision.reason().word())
            .withMessage(decision.message())
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
      LOG.warn("an event of pool {} could not be written: {}", event.getMetadata(), e.getMessage());
    }
  }
}
