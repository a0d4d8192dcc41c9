// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.PoolLook;
import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.pool.PoolState;
import dev.taskworkers.operator.pool.PoolStatus;
import dev.taskworkers.operator.pool.PoolTurn;
import dev.taskworkers.operator.pool.PoolWriter;
import dev.taskworkers.operator.pool.StatusWriteLimiter;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.pods.MarkPlan;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.spec.ReadSpec;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worlds.spec.World;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One pool, whose turns are the operator's own, but that the API server is a played one: it is read
 * and written here as {@code PoolReconciler} and {@code PoolWriter} do it.
 */
public final class FollowedPool implements PoolTurn.Hands {
  private final StatusWriteLimiter limiter = new StatusWriteLimiter();
  private final MarkPlan marks = new MarkPlan();
  private final World world;
  private final Rules rules;
  private final ApiServer api;
  private final Workers workers;
  private final Witness witness;
  private final PoolTurn turn;
  private final PoolState state;

  /** Who hears of each look. */
  public interface Witness {
    /**
     * A look is over.
     *
     * @param told whether an event was written
     */
    void looked(Decision decision, boolean told);

    /** The API server has taken a status. */
    void wrote(TaskWorkerPoolStatus status);

    /** What Prometheus would read now. */
    void measured(PoolMetrics.Row row);

    /** What followed from a look is done. */
    void followed();
  }

  FollowedPool(
      World world,
      Rules rules,
      ApiServer api,
      Subscriptions subscriptions,
      Workers workers,
      Witness witness,
      Runnable ring) {
    this.world = world;
    this.rules = rules;
    this.api = api;
    this.workers = workers;
    this.witness = witness;
    turn = new PoolTurn(workers, rules, WorkerEndpoints.PORT);
    var spec = new ReadSpec(new PoolValidation(new PubSubNames(Optional.empty())));
    state = new PoolState(api.pool(), spec, subscriptions, ring);
  }

  /** It is deleted. */
  void forget() {
    state.end();
  }

  /** One look at the pool, and what follows from it. */
  void follow(Instant now) {
    var status = rules.told(status(now));
    if (rules.isDue(limiter, state.statusWritten(), api.pool().getStatus(), status, now)) {
      try {
        api.writeStatus(status);
        state.statusWritten(now);
        witness.wrote(status);
      } catch (KubernetesClientException e) {
        // It is written with the next look.
      }
    }
    state.reconciled(status, now);
    witness.measured(state.row());
    witness.followed();
  }

  private TaskWorkerPoolStatus status(Instant now) {
    try {
      return look(now);
    } catch (UsageException e) {
      state.refused();
      return refused("Invalid", e.getMessage(), now);
    } catch (KubernetesClientException e) {
      return refused("Refused", e.getMessage(), now);
    }
  }

  private TaskWorkerPoolStatus refused(String reason, String problem, Instant now) {
    return PoolStatus.refused(api.pool(), PoolPods.of(api.pods()), reason, problem, now);
  }

  private TaskWorkerPoolStatus look(Instant now) {
    var resource = api.pool();
    var sources = state.read(resource).orElseThrow();
    var pool = sources.pool();
    sources.listen();
    var found = sources.check().verdict(pool.namespace(), now);
    var pods = state.memory(pool, resource, now).read(api.pods());
    var shown = new PoolTurn.Shown(resource, sources, found, api.deployment(), pods);
    var taken = turn.take(state, shown, this, now);
    var decision = taken.look().decision();
    if (taken.isNews()) {
      state.decided(decision.reason());
    }
    witness.looked(decision, taken.isCarriedOut() && taken.isNews() && api.isThere());
    return taken.status();
  }

  @Override
  public void apply(PoolLook look, PodPlan plan) {
    try {
      write(plan, look.seen().inventory(), look.at());
    } catch (KubernetesClientException e) {
      witness.looked(look.decision(), false);
      throw e;
    }
  }

  @Override
  public void leave(PoolLook look) {}

  private void write(PodPlan plan, PodInventory inventory, Instant now) {
    PoolWriter.cordon(workers, inventory, plan);
    // What watches have not shown yet an operator does not know.
    var replicas = api.deployment().map(shown -> shown.getSpec().getReplicas()).orElse(0);
    var slots = world.poolAt(VirtualTime.seconds(now)).slots();
    var grows = api.deployment().isEmpty() || replicas < plan.replicas();
    if (grows || slots != api.slots()) {
      api.write(grows ? plan.replicas() : replicas, slots);
    }
    for (var change : marks.at(inventory, plan, true, Set.of(), now)) {
      api.annotate(change.pod().name(), change.annotations());
    }
    if (!grows && replicas != plan.replicas()) {
      api.write(plan.replicas(), slots);
    }
    plan.replacements().stream()
        .filter(Replacement::idle)
        .forEach(ill -> api.delete(ill.pod().name()));
  }
}
