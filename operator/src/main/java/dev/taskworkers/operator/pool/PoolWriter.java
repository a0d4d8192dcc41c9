// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.signals.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Carries a decision out: cordons over HTTP, then what has to be written, in its order. */
public final class PoolWriter {
  private final Workers workers;
  private final Supplier<Optional<String>> orderKeys;
  private final PodWriter pods;
  private final CompanionWriter budgets;
  private final CompanionWriter networkPolicies;
  private final DeploymentWriter deployments;
  private final LongTasks longTasks;
  private final PreStopHooks preStopHooks;
  private final Rollouts rollouts;
  private final InstallationMark mark;

  /**
   * @param events where it says what it met
   * @param orderKeys what proves orders to workers; empty while there is nothing
   */
  public PoolWriter(
      KubernetesClient kubernetes,
      OperatorConfig config,
      Workers workers,
      PoolEvents events,
      Supplier<Optional<String>> orderKeys) {
    this.workers = workers;
    this.orderKeys = orderKeys;
    var notices = new PoolNotices(events);
    this.pods = new PodWriter(kubernetes, notices);
    this.budgets = new CompanionWriter(kubernetes, notices, new BudgetTemplate());
    this.networkPolicies =
        new CompanionWriter(kubernetes, notices, new NetworkPolicyTemplate(config));
    this.longTasks = new LongTasks(notices);
    this.preStopHooks = new PreStopHooks(notices, config.workerHealthPort());
    this.rollouts = new Rollouts(config.rolloutPoolsAtOnce());
    this.mark = new InstallationMark(config.namespace());
    this.deployments =
        new DeploymentWriter(
            kubernetes, new DeploymentTemplate(config), rollouts, notices, mark, orderKeys);
  }

  /** By which this installation of the operator is known: its namespace. */
  String installation() {
    return mark.namespace();
  }

  /** The other installation of the operator that scales {@code deployment}; empty: none does. */
  Optional<String> otherInstallation(Deployment deployment) {
    return mark.other(deployment);
  }

  /**
   * Makes the pool have the pods of {@code podPlan}; writes nothing that is so already, nor for a
   * pool that is gone.
   *
   * @throws KubernetesClientException when the API server refuses it, or has refused it and is not
   *     asked again yet
   */
  public void apply(
      Pool pool,
      WriteState state,
      Optional<Deployment> existing,
      PodInventory inventory,
      PodPlan podPlan,
      Instant now) {
    if (state.isOver()) {
      return;
    }
    var target = new WriteTarget(pool, state, now);
    cordon(workers, inventory, podPlan);
    state.refusals().check(pool, now);
    try {
      write(target, existing, inventory, podPlan);
      state.refusals().taken();
    } catch (KubernetesClientException e) {
      state.refusals().refused(pool, e, now);
      throw e;
    } finally {
      // Its end has given back the turn that it had then, and not one that it has taken since.
      if (state.isOver()) {
        forget(pool.uid());
      }
    }
  }

  /** Tells workers who pulls; one that is told so no more pulls again after a while. */
  public static void cordon(Workers workers, PodInventory inventory, PodPlan podPlan) {
    Stream.of(podPlan.cordon(), podPlan.release(), inventory.released())
        .flatMap(List::stream)
        .forEach(pod -> workers.cordon(pod.address()));
    podPlan.replacements().forEach(ill -> workers.cordon(ill.pod().address()));
    podPlan.uncordon().forEach(pod -> workers.uncordon(pod.address()));
  }

  private void write(
      WriteTarget target, Optional<Deployment> existing, PodInventory inventory, PodPlan podPlan) {
    longTasks.check(target);
    preStopHooks.check(target);
    var notes =
        Map.of(
            Labels.BUDGET, budgets.ensure(target, existing),
            Labels.NETWORK_POLICY, networkPolicies.ensure(target, existing));
    // More pods can't wait for marks; fewer pods must, or Kubernetes would take others.
    var grows = existing.filter(d -> d.getSpec().getReplicas() >= podPlan.replicas()).isEmpty();
    if (grows) {
      deployments.write(target, existing, inventory, podPlan.replicas(), notes);
    }
    pods.mark(target, inventory, podPlan);
    if (!grows) {
      deployments.write(target, existing, inventory, podPlan.replicas(), notes);
    }
    showKeys(target, inventory);
    podPlan.replacements().stream()
        .filter(ill -> ill.idle())
        .forEach(ill -> pods.replace(target, ill));
  }

  private void showKeys(WriteTarget target, PodInventory inventory) {
    if (target.pool().policy().workersReport()) {
      orderKeys.get().ifPresent(keys -> pods.show(target, inventory, keys));
    }
  }

  /**
   * Leaves a pool as it is that is followed all the same. Its workers are still told what they
   * share of a rate, so they have to know what proves that; and its pods still bear the marks that
   * say what is so, since others go by them.
   */
  public void leave(Pool pool, WriteState state, PodInventory inventory, Instant now) {
    forget(pool.uid());
    var target = new WriteTarget(pool, state, now);
    pods.markStaying(target, inventory);
    showKeys(target, inventory);
  }

  /** Ends the turn of a pool that is gone, or not followed. */
  public void forget(String uid) {
    rollouts.forget(uid);
  }
}
