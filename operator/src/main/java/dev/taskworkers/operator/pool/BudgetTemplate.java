// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * Renders a pool's PodDisruptionBudget: nodes are drained a tenth of the pool at a time, rounded
 * up, so that a pool of one pod holds no drain up; and a pod that is not ready holds none up
 * either.
 */
final class BudgetTemplate implements CompanionWriter.Companion {
  private static final String MAX_UNAVAILABLE = "10%";

  public static PodDisruptionBudget render(Pool pool) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(Labels.metadata(pool))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(MAX_UNAVAILABLE))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(Map.of(ClusterNames.POOL, pool.name()))
        .endSelector()
        .endSpec()
        .build();
  }

  @Override
  public Optional<HasMetadata> of(Pool pool) {
    return pool.disruptionBudget() ? Optional.of(render(pool)) : Optional.empty();
  }

  @Override
  public String annotation() {
    return Labels.BUDGET;
  }

  @Override
  public String note() {
    return MAX_UNAVAILABLE;
  }

  @Override
  public String missing() {
    return "NoDisruptionBudget";
  }

  @Override
  public String advice() {
    return "Write spec.podDisruptionBudget: None to keep it, or delete it.";
  }
}
