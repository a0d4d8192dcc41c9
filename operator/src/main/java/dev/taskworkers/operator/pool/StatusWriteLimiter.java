// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Backlog;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Estimate;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;

/**
 * Bounds what numbers that move cost the API server: the more pools there are, the more rarely a
 * pool's status is written for them alone, each in its turn. What happened is written at once.
 */
public final class StatusWriteLimiter {
  /** Writes of all pools together. */
  private static final double WRITES_PER_SECOND = 20;

  private static final Duration TURN = Duration.ofMillis(Math.round(1000 / WRITES_PER_SECOND));

  /** So many turns that nobody took may be taken at once: a hundred pools at every tick of 5 s. */
  private static final int SAVED = 100;

  private Instant nextTurn = Instant.MIN;

  /**
   * Whether {@code next} should be written now.
   *
   * @param last when the pool's status was last written; {@link Instant#MIN} before the first time
   * @param before what the resource says; null when it has no status
   * @param pools how many there are
   */
  public boolean isDue(
      Instant last,
      TaskWorkerPoolStatus before,
      TaskWorkerPoolStatus next,
      int pools,
      Instant now) {
    if (next.equals(before)) {
      return false;
    }
    return before == null
        || !happened(next).equals(happened(before))
        || (!last.isAfter(now.minus(TURN.multipliedBy(pools))) && takesTurn(now));
  }

  /** Pools that were written together once would be written together for ever without this. */
  private synchronized boolean takesTurn(Instant now) {
    if (nextTurn.isAfter(now)) {
      return false;
    }
    var oldest = now.minus(TURN.multipliedBy(SAVED - 1));
    nextTurn = (nextTurn.isBefore(oldest) ? oldest : nextTurn).plus(TURN);
    return true;
  }

  /**
   * The status without the numbers of a sample and of the estimate, and without sentences. A reason
   * may change at each tick while the number of pods that is asked for does not.
   */
  private static TaskWorkerPoolStatus happened(TaskWorkerPoolStatus status) {
    var backlog = status.backlog();
    var estimate = status.estimate();
    return new TaskWorkerPoolStatus(
        status.observedGeneration(),
        status.replicas(),
        status.readyReplicas(),
        status.desiredReplicas(),
        status.selector(),
        backlog == null ? null : new Backlog(null, null, null, backlog.state()),
        estimate == null
            ? null
            : new Estimate(null, null, null, null, estimate.arrivals(), estimate.service()),
        target(status.lastDecision()),
        status.conditions().stream()
            .map(condition -> new ConditionBuilder(condition).withMessage("").build())
            .toList());
  }

  private static LastDecision target(LastDecision decision) {
    return decision == null ? null : new LastDecision(null, null, decision.to(), null, null);
  }
}
