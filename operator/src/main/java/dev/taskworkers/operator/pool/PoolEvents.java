// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
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
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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

  /** A name that leaves room for the rest of an event's own, of the 253 that there may be. */
  private static final int LONGEST_NAME = 200;

  private final KubernetesClient kubernetes;
  private final CallLimiter turns;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();

  /**
   * Pools whose namespace is being deleted, by their uids: one of the same name, later, has
   * another.
   */
  private final Cache<String, Boolean> ending = CacheBuilder.newBuilder().maximumSize(1000).build();

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
    write(about(pool), "Normal", decision.reason().word(), decision.message(), now, () -> {});
  }

  /** Something that somebody should know. */
  public void warn(Pool pool, String reason, String message, Instant now) {
    warn(about(pool), reason, message, now, () -> {});
  }

  /**
   * As {@link #warn(Pool, String, String, Instant)}, of one that may not even be valid.
   *
   * @param lost runs, on any thread, if the event could not be written
   */
  void warn(PoolState pool, String reason, String message, Instant now, Runnable lost) {
    warn(about(pool.namespace(), pool.name(), pool.uid()), reason, message, now, lost);
  }

  private void warn(
      ObjectReference pool, String reason, String message, Instant now, Runnable lost) {
    LOG.warn("pool {}: {}", key(pool), message);
    write(pool, "Warning", reason, message, now, lost);
  }

  private static String key(ObjectReference pool) {
    return pool.getNamespace() + "/" + pool.getName();
  }

  private static ObjectReference about(Pool pool) {
    return about(pool.namespace(), pool.name(), pool.uid());
  }

  private static ObjectReference about(String namespace, String name, String uid) {
    return new ObjectReferenceBuilder()
        .withApiVersion(HasMetadata.getApiVersion(TaskWorkerPool.class))
        .withKind("TaskWorkerPool")
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .build();
  }

  private void write(
      ObjectReference pool,
      String type,
      String reason,
      String message,
      Instant now,
      Runnable lost) {
    if (ending.getIfPresent(pool.getUid()) != null) {
      return;
    }
    var written =
        turns.take(
            pool.getNamespace(),
            () -> {
              create(event(pool, type, reason, message, now), lost);
              return Futures.immediateVoidFuture();
            });
    // There is no room, or no thread to be had.
    var unused =
        Futures.catching(
            written,
            Throwable.class,
            problem -> {
              dropped.incrementAndGet();
              lost.run();
              return null;
            },
            MoreExecutors.directExecutor());
  }

  private void create(Event event, Runnable lost) {
    var missing = dropped.getAndSet(0);
    if (missing > 0) {
      LOG.warn(
          "the operator dropped {} events of pools, which came faster than the API server took"
              + " them; they are in this log",
          missing);
    }
    try {
      kubernetes.resource(event).create();
    } catch (KubernetesClientException e) {
      failed(event.getInvolvedObject(), ApiErrorMessages.of(e), lost);
      if (ApiErrorMessages.isOfTerminatingNamespace(e)) {
        ending.put(event.getInvolvedObject().getUid(), true);
      }
    } catch (RuntimeException e) {
      failed(event.getInvolvedObject(), e.getMessage(), lost);
    }
  }

  private static void failed(ObjectReference pool, String why, Runnable lost) {
    LOG.warn("the operator could not write an event of pool {}: {}", key(pool), why);
    lost.run();
  }

  /**
   * The count tells events of one millisecond apart, and the hash those of two operators that say
   * something different; one that says the same is not written twice.
   */
  private Event event(
      ObjectReference pool, String type, String reason, String message, Instant now) {
    var at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var id = "%x.%x.%x".formatted(now.toEpochMilli(), message.hashCode(), begun.incrementAndGet());
    var name = pool.getName().length() > LONGEST_NAME ? pool.getUid() : pool.getName();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(pool.getNamespace())
        .withName(name + "." + id)
        .endMetadata()
        .withInvolvedObject(pool)
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
