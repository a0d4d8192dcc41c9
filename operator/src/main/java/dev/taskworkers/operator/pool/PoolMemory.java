// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.signals.workers.PoolLedger;
import dev.taskworkers.operator.signals.workers.WorkCounts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is remembered of a pool between reconciliations, in this process alone; used by one thread
 * at a time, as JOSDK reconciles a resource.
 */
public final class PoolMemory {
  private static final Duration UNTIL_SHOWN = Duration.ofSeconds(15);

  /** Workers that have been silent for so long will not speak again soon. */
  private static final Duration SILENT = Duration.ofMinutes(2);

  private final TimesToReady timesToReady = new TimesToReady();
  private final Cordons cordons = new Cordons();
  private final CompetingAutoscaler competingAutoscaler;
  private final ReportingWatch reportingWatch = new ReportingWatch();
  private PoolLedger ledger;
  private ResourceName subscription;
  private ScalingState memory;
  private List<Pod> shown = List.of();
  private PoolPods pods = new PoolPods(List.of());
  private OptionalInt applied = OptionalInt.empty();
  private Instant appliedAt = Instant.MIN;
  private Optional<LastDecision> lastDecision = Optional.empty();
  private Instant heardAt;

  /** At first it has only what {@code status} tells. */
  PoolMemory(Pool pool, Optional<TaskWorkerPoolStatus> status, Instant now) {
    subscription = pool.subscription();
    memory =
        ScalingState.startingAt(
            now,
            RestoredEstimate.learned(pool, status, now),
            status.flatMap(last -> RestoredEstimate.emptyAt(last, now)));
    ledger = new PoolLedger(pool.namespace(), now);
    competingAutoscaler = new CompetingAutoscaler(status, now);
    heardAt = now;
  }

  /**
   * What was learned of one subscription says nothing of another, and what pods do for that one is
   * not done for this; they are still the pool's.
   */
  void follow(Pool pool, Instant now) {
    if (!pool.subscription().equals(subscription)) {
      subscription = pool.subscription();
      ledger = ledger.forAnotherSubscription(now);
      memory = ScalingState.startingAt(now);
    }
  }

  /** The account of its workers. */
  PoolLedger ledger() {
    return ledger;
  }

  /** What its workers have done so far. */
  WorkCounts work() {
    return ledger.work();
  }

  Cordons cordons() {
    return cordons;
  }

  /** Who else has set the pool's replicas. */
  CompetingAutoscaler competingAutoscaler() {
    return competingAutoscaler;
  }

  /** Since when which pods have not been heard. */
  ReportingWatch reportingWatch() {
    return reportingWatch;
  }

  /**
   * Whether the pool's workers can be asked, after they {@code reported} at {@code now} or not.
   *
   * @param ours whether they are such as report at all
   */
  ReportingState reportingState(boolean ours, boolean reported, Instant now) {
    if (!ours) {
      return ReportingState.NEVER;
    }
    if (reported) {
      heardAt = now;
      return ReportingState.NOW;
    }
    return heardAt.plus(SILENT).isAfter(now) ? ReportingState.LOST : ReportingState.NEVER;
  }

  /** Notes what the Deployment was just told to have, and whom it gives up for that. */
  void applied(PodPlan podPlan, Instant now) {
    var replicas = podPlan.replicas();
    cordons.released(podPlan, now);
    if (applied.isEmpty() || applied.getAsInt() != replicas) {
      applied = OptionalInt.of(replicas);
      appliedAt = now;
    }
  }

  /** The pool is not scaled: whatever its Deployment has is what it should have. */
  void leftAlone() {
    applied = OptionalInt.empty();
    appliedAt = Instant.MIN;
    cordons.leftAlone();
  }

  /** What the Deployment has: the watch may not show our own last word for a moment. */
  int replicas(int shown, Instant now) {
    return appliedAt.plus(UNTIL_SHOWN).isAfter(now) ? asked(shown) : shown;
  }

  /** What the operator asks for: its own last word, whatever others have made of it since. */
  int asked(int shown) {
    return applied.orElse(shown);
  }

  /** The last decision that was reported; the status that is read may be one write old. */
  Optional<LastDecision> lastDecision() {
    return lastDecision;
  }

  void reported(LastDecision decision) {
    lastDecision = Optional.of(decision);
  }

  ScalingState memory() {
    return memory;
  }

  void remember(ScalingState next) {
    memory = next;
  }

  /**
   * Reads what is {@code shown} of the pods. A watch gives the same objects until one changes, so
   * most of the time what was read before still holds.
   */
  public PoolPods read(List<Pod> shown) {
    if (!isSame(shown)) {
      pods = PoolPods.of(shown, this.shown, pods);
      this.shown = List.copyOf(shown);
      timesToReady.add(pods);
    }
    return pods;
  }

  private boolean isSame(List<Pod> now) {
    return now.size() == shown.size()
        && IntStream.range(0, now.size()).allMatch(i -> now.get(i) == shown.get(i));
  }

  /** The times to ready of the last pods that were read. */
  List<Duration> timesToReady() {
    return timesToReady.all();
  }
}
