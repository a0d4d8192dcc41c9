// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.Objects;

/** What a look at a pool has shown, and what was decided on it. */
public record PoolLook(Policy policy, PoolSnapshot seen, Decision decision, Instant at) {
  /**
   * Decides on what was {@code seen} of a pool.
   *
   * @param isEarly whether it is new, and runs nothing yet: it waits for what Pub/Sub says of its
   *     subscription, or for another dead-letter topic
   */
  static PoolLook of(
      Pool pool,
      boolean isEarly,
      PoolSnapshot seen,
      PoolMemory memory,
      PoolTurn.Rules rules,
      Instant now) {
    var own = pool.policyAt(now);
    var policy =
        isEarly ? own.waiting() : seen.subscription().forbidsPulling() ? own.keeping() : own;
    var decision = rules.decide(policy, seen.observation(), memory.memory(), now);
    return new PoolLook(policy, seen, decision, now);
  }

  /** Which pods go, are cordoned or replaced. */
  PodPlan plan(ReportingState reporting, Cordons cordons, PoolTurn.Rules rules) {
    var inventory = seen.inventory();
    return rules
        .plan(decision.replicas(), reporting, inventory)
        .replacing(Replacement.of(inventory, cordons, at));
  }

  /** Whether workers' reports stood for the pool. */
  boolean isReported() {
    return decision.estimate().evidence().service() == Serving.REPORTED;
  }

  /**
   * Slots that have a task: of workers that were heard and are not told to stop as they say, and of
   * others all that they had in hand when they were, but their ordering keys' waiting ones. A task
   * that was fetched ahead takes no slot, of another pod either.
   */
  int slotsBusy() {
    var reports = seen.inventory().reports();
    var ofHeard =
        seen.inventory().staying().stream()
            .map(pod -> reports.get(pod.name()))
            .filter(Objects::nonNull)
            .mapToInt(WorkerReport::slotsBusy)
            .sum();
    var runningOfHeard =
        reports.values().stream().mapToInt(report -> report.busy() - report.blocked()).sum();
    return ofHeard + Math.max(0, seen.observation().service().running() - runningOfHeard);
  }

  double waitSeconds() {
    return OldestWait.seconds(seen.arrivals().arrivals(), decision.estimate(), at);
  }
}
