// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.runtime.Printable;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log, and then in an event of the pool, what happened to it. Events are written in the
 * background: one that the API server does not take must not keep a pool from scaling.
 */
public final class PoolEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

  private final KubernetesClient kubernetes;
  private final CallLimiter turns;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();

  /**
   * @param turns among namespaces for writes, each of which has a thread until it ends
   */
  public PoolEvents(KubernetesClient kubernetes, CallLimiter turns) {
    this.kubernetes = kubernetes;
    this.turns = turns;
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
    var written =
        turns.take(
            pool.namespace(),
            () -> {
              create(pool, type, reason, message, now);
              return Futures.immediateVoidFuture();
            });
    // There is no room, or no thread to be had.
    var unused =
        Futures.catching(
            written,
            Throwable.class,
            problem -> {
              dropped.incrementAndGet();
              return null;
            },
            MoreExecutors.directExecutor());
  }

  private void create(Pool pool, String type, String reason, String message, Instant now) {
    var lost = dropped.getAndSet(0);
    if (lost > 0) {
      LOG.warn(
          "the operator dropped {} events of pools, which came faster than the API server took"
              + " them; they are in this log",
          lost);
    }
    try {
      kubernetes.resource(event(pool, type, reason, message, now)).create();
    } catch (RuntimeException e) {
      LOG.warn("the operator could not write an event of pool {}: {}", pool.key(), e.getMessage());
    }
  }

  /**
   * The count tells events of one millisecond apart, and the hash those of two operators that say
   * something different; one that says the same is not written twice.
   */
  private Event event(Pool pool, String type, String reason, String message, Instant now) {
    var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var id = "%x.%x.%x".formatted(now.toEpochMilli(), message.hashCode(), begun.incrementAndGet());
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(pool.namespace())
        .withName(pool.name() + "." + id)
        .endMetadata()
        .withInvolvedObject(
            new ObjectReferenceBuilder()
                .withApiVersion(HasMetadata.getApiVersion(TaskWorkerPool.class))
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
  }
}
