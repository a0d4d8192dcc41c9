package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    try {
      kubernetes
          .resource(BudgetTemplate.render(target.pool()))
          .fieldManager(Labels.MANAGER)
          .forceConflicts()
          .serverSideApply();
      target.state().budgetWritten(true);
    } catch (KubernetesClientException e) {
      target.state().budgetRefused(target.now());
      notices.refused(target, "NoDisruptionBudget", "The pool has no PodDisruptionBudget.", e);
    }
  }
}
