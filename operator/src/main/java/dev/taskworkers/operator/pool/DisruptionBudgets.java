package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Gives each pool its PodDisruptionBudget once: that it has it is noted on its Deployment, so that
 * nothing has to be watched.
 */
final class DisruptionBudgets {
  private final KubernetesClient kubernetes;
  private final PoolNotices notices;

  DisruptionBudgets(KubernetesClient kubernetes, PoolNotices notices) {
    this.kubernetes = kubernetes;
    this.notices = notices;
  }

  /** What the pool's Deployment is to note of its budget; empty where it has none. */
  Optional<String> ensure(WriteTarget target, Optional<Deployment> existing) {
    var state = target.state();
    if (!target.pool().disruptionBudget()) {
      state.budgetWritten(false);
      return Optional.empty();
    }
    if (!isNoted(existing) && !state.isBudgetWritten() && state.mayWriteBudget(target.now())) {
      write(target);
    }
    return isNoted(existing) || state.isBudgetWritten()
        ? Optional.of(BudgetTemplate.MAX_UNAVAILABLE)
        : Optional.empty();
  }

  private static boolean isNoted(Optional<Deployment> existing) {
    return existing
        .map(deployment -> deployment.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.BUDGET))
        .filter(BudgetTemplate.MAX_UNAVAILABLE::equals)
        .isPresent();
  }

  private void write(WriteTarget target) {
    var pool = target.pool();
    var budget = kubernetes.resource(BudgetTemplate.render(pool));
    try {
      if (create(budget) || update(pool, budget)) {
        target.state().budgetWritten(true);
        return;
      }
      target.state().budgetRefused(target.now());
      notices.warn(
          target,
          "NoDisruptionBudget",
          "A PodDisruptionBudget of the name "
              + pool.name()
              + " exists that was not made for this pool; it stays as it is. Write"
              + " spec.podDisruptionBudget: None to keep it, or delete it.");
    } catch (KubernetesClientException e) {
      target.state().budgetRefused(target.now());
      notices.refused(target, "NoDisruptionBudget", "The pool has no PodDisruptionBudget.", e);
    }
  }

  /** Returns false where there is one of this name. */
  private static boolean create(Resource<PodDisruptionBudget> budget) {
    try {
      budget.create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** Returns false where the one that is there is not the pool's. */
  private static boolean update(Pool pool, Resource<PodDisruptionBudget> budget) {
    // A patch that changes nothing tells what is there: the operator may not read budgets.
    var found = budget.patch(PatchContext.of(PatchType.JSON_MERGE), "{}");
    var isOwn =
        found.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> pool.uid().equals(owner.getUid()));
    if (isOwn) {
      budget.fieldManager(Labels.MANAGER).forceConflicts().serverSideApply();
    }
    return isOwn;
  }
}
