package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;

/**
 * Renders a pool's PodDisruptionBudget: nodes are drained a tenth of the pool at a time, rounded
 * up, so that a pool of one pod holds no drain up; and a pod that is not ready holds none up
 * either.
 */
final class BudgetTemplate {
  public static final String MAX_UNAVAILABLE = "10%";

  private BudgetTemplate() {}

  public static PodDisruptionBudget render(Pool pool) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName(pool.name())
        .withNamespace(pool.namespace())
        .withLabels(Labels.of(pool.name()))
        .withOwnerReferences(Labels.owner(pool))
        .endMetadata()
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(MAX_UNAVAILABLE))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(Map.of(Labels.POOL, pool.name()))
        .endSelector()
        .endSpec()
        .build();
  }
}
