package dev.taskworkers.operator.pool.writing;

import dev.taskworkers.operator.pool.deployment.DeploymentTemplate;
import dev.taskworkers.operator.pool.deployment.Labels;
import dev.taskworkers.operator.pool.deployment.Rendering;
import dev.taskworkers.operator.pool.deployment.Writers;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Writes a pool's Deployment: what its author changed at once, what an upgrade changed in turn. */
final class DeploymentWriter {
  /** What was rendered of a pool. */
  private record Known(Pool pool, Rendering rendering) {}

  private final Map<String, Known> renderings = new ConcurrentHashMap<>();
  private final Drift drift = new Drift();
  private final KubernetesClient kubernetes;
  private final DeploymentTemplate template;
  private final Rollouts rollouts;
  private final PoolNotices notices;

  DeploymentWriter(
      KubernetesClient kubernetes,
      DeploymentTemplate template,
      Rollouts rollouts,
      PoolNotices notices) {
    this.kubernetes = kubernetes;
    this.template = template;
    this.rollouts = rollouts;
    this.notices = notices;
  }

  /**
   * Makes the Deployment ask for {@code replicas} pods; writes nothing that is so already.
   *
   * @param budget what it notes of its PodDisruptionBudget
   */
  void write(
      Pool pool,
      Optional<Deployment> existing,
      Crew crew,
      int replicas,
      Optional<String> budget,
      Instant now) {
    var rendering = rendering(pool);
    if (existing.isEmpty()) {
      apply(pool, rendering, replicas, budget);
      return;
    }
    var before = existing.get();
    rollouts.look(pool.uid(), before, now);
    switch (rendering.to(before)) {
      case SAME -> keep(pool, rendering, before, replicas, budget, now);
      case CHANGED -> apply(pool, rendering, replicas, budget);
      case OTHER_VERSION -> {
        if (crew.staying().isEmpty() || rollouts.begin(pool.uid(), now)) {
          apply(pool, rendering, replicas, budget);
        } else if (!Objects.equals(before.getSpec().getReplicas(), replicas)) {
          scale(before, replicas);
        }
      }
    }
  }

  private void keep(
      Pool pool,
      Rendering rendering,
      Deployment before,
      int replicas,
      Optional<String> budget,
      Instant now) {
    var drifted = drift.isIn(pool.uid(), rendering.template(), before);
    if (!drifted && Objects.equals(before.getSpec().getReplicas(), replicas)) {
      return;
    }
    var after = apply(pool, rendering, replicas, budget);
    if (drifted && drift.wasMended(pool.uid(), before, after)) {
      notices.warn(
          pool,
          "DriftMended",
          "Puts back what "
              + Writers.lastBesidesUs(before).orElse("somebody")
              + " changed in the Deployment's pod template; change the pool instead",
          now);
    }
  }

  private Deployment apply(Pool pool, Rendering rendering, int replicas, Optional<String> budget) {
    var rendered =
        new DeploymentBuilder(template.render(pool, replicas))
            .editMetadata()
            .addToAnnotations(rendering.annotations())
            .endMetadata();
    budget.ifPresent(
        note -> rendered.editMetadata().addToAnnotations(Labels.BUDGET, note).endMetadata());
    return kubernetes
        .resource(rendered.build())
        .fieldManager(Labels.MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  /** The number alone: pods that another version rendered stay as they are. */
  private void scale(Deployment before, int replicas) {
    kubernetes
        // The client reads first what it only knows by name.
        .resource(before)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(Labels.MANAGER)
                .build(),
            "{\"spec\":{\"replicas\":" + replicas + "}}");
  }

  private Rendering rendering(Pool pool) {
    var known = renderings.get(pool.uid());
    if (known == null || !known.pool().equals(pool)) {
      known = new Known(pool, Rendering.of(pool, template));
      renderings.put(pool.uid(), known);
    }
    return known.rendering();
  }

  /** Forgets a pool that is gone. */
  void forget(Pool pool) {
    renderings.remove(pool.uid());
    drift.forget(pool.uid());
    rollouts.forget(pool.uid());
  }
}
