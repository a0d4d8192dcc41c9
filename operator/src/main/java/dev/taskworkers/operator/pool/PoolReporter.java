// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.pool.timeline.PoolHistory;
import dev.taskworkers.operator.scaling.Decision;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was decided on pools: in their status, in events, counts and records. */
public final class PoolReporter {
  private static final Logger LOG = LoggerFactory.getLogger(PoolReporter.class);

  /** What is asked about a new pool is answered by this part of a tick after its first status. */
  private static final int SOON = 10;

  private final StatusWriteLimiter pace = new StatusWriteLimiter();
  private final PoolEvents events;
  private final DecisionRecords records;
  private final PoolHistory<Mark> marks;
  private final Duration tick;

  /**
   * @param tick how often a pool is decided on when nothing moves, in wall-clock time
   */
  public PoolReporter(
      PoolEvents events, DecisionRecords records, PoolHistory<Mark> marks, Duration tick) {
    this.events = events;
    this.records = records;
    this.marks = marks;
    this.tick = tick;
  }

  /** A decision asks for another number of pods than the one before. */
  void changed(PoolState state, Decision decision, DecisionRecord record) {
    state.keep(
        () -> {
          state.decided(decision.reason());
          records.add(record);
          marks.add(state.key(), record.mark());
        });
  }

  /** A pool gets another number of pods. */
  void scaled(Pool pool, Decision decision, Instant now) {
    events.scaled(pool, decision, now);
  }

  /**
   * Warns of what keeps a pool from working, in the words of its condition. A status that is left
   * as another installation has written it is that one's to speak of.
   */
  private void warn(
      TaskWorkerPool resource, PoolState state, TaskWorkerPoolStatus status, Instant now) {
    ConditionType.READY
        .in(status)
        .filter(ready -> ready.getStatus().equals("False") && status != resource.getStatus())
        .ifPresent(ready -> warn(resource, state, ready.getReason(), ready.getMessage(), now));
  }

  private void warn(
      TaskWorkerPool resource, PoolState state, String reason, String message, Instant now) {
    var generation = Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
    var written = state.written();
    if (written.isNews(reason, message, generation, now)) {
      events.warn(
          state, reason, message, now, () -> written.lost(reason, message, generation, now));
    }
  }

  /**
   * Writes {@code status} if that is due, and has the pool looked at again after a tick. Of one
   * that is gone nothing is written: another may have its name.
   *
   * @param pools how many there are
   */
  UpdateControl<TaskWorkerPool> update(
      TaskWorkerPool resource,
      PoolState state,
      TaskWorkerPoolStatus status,
      int pools,
      Instant now) {
    if (state.isOver()) {
      return UpdateControl.noUpdate();
    }
    warn(resource, state, status, now);
    var before = resource.getStatus();
    var due =
        state.statusRefusals().isOver(now)
            && pace.isDue(state.statusWritten(), before, status, pools, now);
    if (due) {
      state.statusWritten(now);
    }
    state.reconciled(status, now);
    return (due
            ? UpdateControl.patchStatus(onlyStatus(resource, status))
            : UpdateControl.<TaskWorkerPool>noUpdate())
        .rescheduleAfter(before == null && due ? tick.dividedBy(SOON) : tick);
  }

  /** Has a pool looked at again after a tick, if not before. */
  UpdateControl<TaskWorkerPool> later() {
    return UpdateControl.<TaskWorkerPool>noUpdate().rescheduleAfter(tick);
  }

  /**
   * The status is tried again ever more rarely; the pool is followed as if it had been taken. That
   * is so after a failure of a webhook or a proxy, too: nothing waits for the status that could not
   * wait for a minute, unlike pods.
   */
  ErrorStatusUpdateControl<TaskWorkerPool> notTaken(
      PoolState state, KubernetesClientException refusal, Instant now) {
    LOG.warn(
        "the operator could not write the status of pool {}: {}",
        state.key(),
        ApiErrorMessages.of(refusal));
    state.statusRefused(now);
    return ErrorStatusUpdateControl.<TaskWorkerPool>noStatusUpdate().rescheduleAfter(tick);
  }

  /** As {@link #update}, after an error: the pool is tried again for ever. */
  ErrorStatusUpdateControl<TaskWorkerPool> failed(
      TaskWorkerPool resource, PoolState state, TaskWorkerPoolStatus status, Instant now) {
    state.reconciled(status, now);
    if (state.isOver()) {
      return ErrorStatusUpdateControl.noStatusUpdate();
    }
    warn(resource, state, status, now);
    return status.equals(resource.getStatus())
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(onlyStatus(resource, status));
  }

  private static TaskWorkerPool onlyStatus(TaskWorkerPool resource, TaskWorkerPoolStatus status) {
    var patch = new TaskWorkerPool();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .build());
    patch.setStatus(status);
    return patch;
  }

  /** Forgets a pool that is gone. */
  public void forget(PoolState state) {
    records.forget(state.key());
    marks.forget(state.key());
  }
}
