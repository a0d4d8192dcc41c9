// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.signals.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes a pool's turn: it is observed and decided on, its pods follow, and a status tells of it.
 *
 * @param workers who are asked what they do
 * @param workerPort where they answer
 */
public record PoolTurn(Workers workers, Rules rules, int workerPort) {

  /** The rules that a turn goes by: the operator's own, unless one is overridden. */
  public interface Rules {
    Autoscaler AUTOSCALER = new Autoscaler();

    /** How many pods there should be. */
    default Decision decide(Policy policy, Observation seen, ScalingState memory, Instant now) {
      return AUTOSCALER.decide(policy, seen, memory, now);
    }

    /** Which pods stay. */
    default PodPlan plan(int wanted, ReportingState hearing, PodInventory inventory) {
      return PodPlan.of(wanted, hearing, inventory);
    }

    /** Whether a decision is told of. */
    default boolean isNews(Optional<LastDecision> before, Decision decision) {
      return PoolStatus.isNews(before, decision);
    }
  }

  /**
   * What a turn begins with.
   *
   * @param resource as a watch shows it, like all else
   * @param subscription what the pool may know of its subscription
   */
  public record Shown(
      TaskWorkerPool resource,
      PoolSources sources,
      CheckResult subscription,
      Optional<Deployment> deployment,
      PoolPods pods) {}

  /** Who writes what a turn asks for. */
  public interface Hands {
    /**
     * The pool gets the pods of {@code plan}.
     *
     * @throws KubernetesClientException when the API server refuses it
     */
    void apply(PoolLook look, PodPlan plan);

    /** The pool is left as it is. */
    void leave(PoolLook look);
  }

  /**
   * What has become of a turn.
   *
   * @param before what was remembered when it was decided
   * @param isNews whether the decision asks for another number of pods than the one before
   * @param isCarriedOut whether the pods follow the decision
   */
  public record Taken(
      PoolLook look,
      ScalingState before,
      boolean isNews,
      boolean isCarriedOut,
      TaskWorkerPoolStatus status) {}

  /**
   * Takes the turn of the pool of {@code state}.
   *
   * @throws KubernetesClientException when the API server refuses what is asked for; the look is
   *     noted in {@code state} then
   */
  public Taken take(PoolState state, Shown shown, Hands hands, Instant now) {
    var resource = shown.resource();
    var pool = shown.sources().pool();
    var memory = state.memory(pool, resource, now);
    var observer = new PoolObserver(workers);
    var seen =
        observer.observe(
            shown.sources(), shown.subscription(), shown.deployment(), shown.pods(), memory, now);
    if (pool.policy().workersReport()) {
      workers.share(memory.ledger(), shown.pods().addresses(), now);
    }
    var early = seen.isEarly(shown.deployment());
    var before = memory.memory();
    var look = PoolLook.of(pool, early, seen, memory, rules, now);
    var decision = look.decision();
    memory.remember(decision.memory());
    state.looked(look);

    var carriesOut = pool.policy().action() == Policy.Action.CARRY_OUT && !early;
    if (carriesOut) {
      var reporting = memory.reportingState(pool.policy().workersReport(), look.isReported(), now);
      var plan = look.plan(reporting, memory.cordons(), rules);
      // Told first: if a write fails half-way, the next look must not take old reports for news.
      memory.cordons().tell(plan, seen.inventory().staying(), now);
      hands.apply(look, plan);
      memory.applied(plan, now);
    } else {
      memory.leftAlone();
      hands.leave(look);
    }
    var earlier = memory.lastDecision().or(() -> lastDecision(resource));
    var isNews = rules.isNews(earlier, decision);
    var last = PoolStatus.lastDecision(earlier, decision, now);
    memory.reported(last);
    var status = PoolStatus.after(resource, seen, decision, last, workerPort, now);
    return new Taken(look, before, isNews, carriesOut, status);
  }

  /** As the operator before this one has left it. */
  private static Optional<LastDecision> lastDecision(TaskWorkerPool resource) {
    return Optional.ofNullable(resource.getStatus()).map(TaskWorkerPoolStatus::lastDecision);
  }
}
