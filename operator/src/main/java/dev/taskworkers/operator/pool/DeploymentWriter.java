// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.protocol.VerificationKeys;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Writes a pool's Deployment: what its author changed at once, what an upgrade changed in turn. */
final class DeploymentWriter {
  /** What {@code kubectl rollout restart} writes. */
  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  private final KubernetesClient kubernetes;
  private final DeploymentTemplate template;
  private final Rollouts rollouts;
  private final PoolNotices notices;
  private final InstallationMark mark;
  private final Supplier<Optional<String>> orderKeys;

  DeploymentWriter(
      KubernetesClient kubernetes,
      DeploymentTemplate template,
      Rollouts rollouts,
      PoolNotices notices,
      InstallationMark mark,
      Supplier<Optional<String>> orderKeys) {
    this.kubernetes = kubernetes;
    this.template = template;
    this.rollouts = rollouts;
    this.notices = notices;
    this.mark = mark;
    this.orderKeys = orderKeys;
  }

  /**
   * Makes the Deployment ask for {@code replicas} pods; writes nothing that is so already.
   *
   * @param notes annotations that say what else the pool has; empty for what it has not
   */
  void write(
      WriteTarget target,
      Optional<Deployment> existing,
      PodInventory inventory,
      int replicas,
      Map<String, Optional<String>> notes) {
    var pool = target.pool();
    var now = target.now();
    var rendering = target.state().rendering(pool, template);
    if (existing.isEmpty() && !inventory.staying().isEmpty() && adopt(pool, replicas)) {
      return;
    }
    if (existing.isEmpty()) {
      apply(pool, existing, rendering, replicas, notes, orderKeys.get());
      return;
    }
    var before = existing.get();
    forget(before, notes);
    rollouts.look(pool.uid(), before, now);
    switch (rendering.to(before)) {
      case SAME -> keep(target, rendering, before, replicas, notes, inventory);
      case CHANGED -> apply(pool, existing, rendering, replicas, notes, orderKeys.get());
      case OTHER_VERSION -> {
        var isRolledOut =
            target.state().rolloutRefusals().isOver(now)
                && (inventory.staying().isEmpty()
                    || rollouts.begin(pool.uid(), pool.namespace(), now))
                && rollOut(target, before, rendering, replicas, notes);
        if (!isRolledOut && (!asks(before, replicas) || !rendering.isReadOn(before))) {
          scale(before, rendering, replicas);
        }
      }
    }
  }

  /**
   * Returns false where the API server refuses what this version renders: what another one did is
   * accepted, so the pool is scaled as it is, and its turn is another's. What only came to nothing,
   * as for lack of time, may have been stored all the same: the pool keeps its turn, and tries
   * again.
   */
  private boolean rollOut(
      WriteTarget target,
      Deployment before,
      Rendering rendering,
      int replicas,
      Map<String, Optional<String>> notes) {
    try {
      apply(target.pool(), Optional.of(before), rendering, replicas, notes, orderKeys.get());
      return true;
    } catch (KubernetesClientException e) {
      if (!RefusedWrites.isOfWhatWasAsked(e)) {
        throw e;
      }
      rollouts.forget(target.pool().uid());
      target.state().rolloutRefusals().begin(target.now());
      notices.refused(
          target,
          "RolloutRefused",
          "The pool is scaled, but keeps the pod template of another version of the operator.",
          e);
      return false;
    }
  }

  /**
   * Pods whose Deployment is not seen have one that has lost what it is seen by, with a template
   * and an installation of its own: it gets that back, and is read at the next look. It may be what
   * another pool of this name has left, whose generation says nothing of this one's. Returns false
   * where there is none.
   */
  private boolean adopt(Pool pool, int replicas) {
    var generation = new TreeMap<String, String>();
    generation.put(Labels.GENERATION, null);
    var seenBy =
        Map.of(
            "labels",
            Labels.of(pool.name()),
            "ownerReferences",
            List.of(Labels.owner(pool)),
            "annotations",
            generation);
    try {
      patch(template.render(pool, replicas), Map.of("metadata", seenBy));
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void keep(
      WriteTarget target,
      Rendering rendering,
      Deployment before,
      int replicas,
      Map<String, Optional<String>> notes,
      PodInventory inventory) {
    var drift = target.state().drift();
    var drifted = drift.isIn(rendering.template(), before);
    var restartedAt = annotation(before, RESTARTED_AT);
    var restarts = target.state().isNewRestart(restartedAt);
    var isNoted = rendering.isNotedOn(before) && notes(before, notes);
    if (!drifted && !restarts && asks(before, replicas) && isNoted) {
      target.state().restarted(restartedAt);
      return;
    }
    var keys = keys(before, restarts || inventory.staying().isEmpty());
    var after = apply(target.pool(), Optional.of(before), rendering, replicas, notes, keys);
    target.state().restarted(restartedAt);
    if (drifted && drift.wasReverted(before, after)) {
      notices.warn(
          target,
          "DriftReverted",
          "The operator put back what "
              + FieldManagers.lastBesidesUs(before).orElse("somebody")
              + " changed in the Deployment's pod template, its strategy, or whether it is paused;"
              + " change the pool instead");
    }
  }

  /** Whether it asks for {@code replicas} pods in the name of this installation. */
  private boolean asks(Deployment before, int replicas) {
    return mark.isOn(before) && Objects.equals(before.getSpec().getReplicas(), replicas);
  }

  private static boolean notes(Deployment before, Map<String, Optional<String>> notes) {
    return notes.entrySet().stream()
        .allMatch(
            note ->
                note.getValue().isEmpty() || note.getValue().equals(noted(before, note.getKey())));
  }

  /**
   * Takes notes away of what the pool is not to have, whoever wrote them: somebody may delete it,
   * and it would not be made when the pool is to have it again.
   */
  private void forget(Deployment before, Map<String, Optional<String>> notes) {
    var gone = new TreeMap<String, String>();
    notes.forEach(
        (annotation, note) -> {
          if (note.isEmpty() && noted(before, annotation).isPresent()) {
            gone.put(annotation, null);
          }
        });
    if (!gone.isEmpty()) {
      patch(before, Map.of("metadata", Map.of("annotations", gone)));
    }
  }

  private static Optional<String> noted(Deployment before, String annotation) {
    return Optional.ofNullable(before.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(annotation));
  }

  /**
   * Those that it has: others would roll it out, and pods that should know others are told one by
   * one. Where there is no pod, nothing is rolled out, and where somebody rolls out, it is anyway:
   * then no pod begins with keys of the past.
   */
  private Optional<String> keys(Deployment before, boolean anew) {
    var own = annotation(before, VerificationKeys.ANNOTATION);
    return anew ? orderKeys.get().or(() -> own) : own;
  }

  private static Optional<String> annotation(Deployment before, String name) {
    return Optional.ofNullable(before.getSpec().getTemplate().getMetadata())
        .map(metadata -> metadata.getAnnotations())
        .map(annotations -> annotations.get(name));
  }

  /**
   * A reference to the pool stays as it is: where the admission plugin
   * OwnerReferencesPermissionEnforcement is on, who changes one needs the right to delete the
   * object.
   *
   * @param keys that new pods know from the first moment
   */
  private Deployment apply(
      Pool pool,
      Optional<Deployment> existing,
      Rendering rendering,
      int replicas,
      Map<String, Optional<String>> notes,
      Optional<String> keys) {
    var has = new TreeMap<String, String>();
    notes.forEach((annotation, note) -> note.ifPresent(it -> has.put(annotation, it)));
    var rendered =
        new DeploymentBuilder(template.render(pool, replicas))
            .editMetadata()
            .addToAnnotations(rendering.annotations())
            .addToAnnotations(mark.annotation())
            .addToAnnotations(has)
            .endMetadata();
    existing.stream()
        .flatMap(before -> before.getMetadata().getOwnerReferences().stream())
        .filter(owner -> owner.getUid().equals(pool.uid()))
        .findFirst()
        .ifPresent(owner -> rendered.editMetadata().withOwnerReferences(owner).endMetadata());
    keys.filter(some -> pool.policy().workersReport())
        .ifPresent(
            some ->
                rendered
                    .editSpec()
                    .editTemplate()
                    .editMetadata()
                    .addToAnnotations(VerificationKeys.ANNOTATION, some)
                    .endMetadata()
                    .endTemplate()
                    .endSpec());
    return kubernetes
        .resource(rendered.build())
        .fieldManager(Labels.MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  /**
   * The number, whose it is, and how this version reads the pool, so that it knows what its author
   * changes while the pool waits: pods that another version rendered stay as they are.
   */
  private void scale(Deployment before, Rendering rendering, int replicas) {
    var annotations = new TreeMap<>(rendering.reading());
    annotations.putAll(mark.annotation());
    patch(
        before,
        Map.of(
            "metadata", Map.of("annotations", annotations), "spec", Map.of("replicas", replicas)));
  }

  private void patch(Deployment deployment, Map<String, ?> change) {
    kubernetes
        // The client reads first what it only knows by name.
        .resource(deployment)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(Labels.MANAGER)
                .build(),
            Serialization.asJson(change));
  }
}
