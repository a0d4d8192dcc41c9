// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskworkers.operator.pool.pods.MarkPlan.Change;
import dev.taskworkers.operator.pool.pods.Marks;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.spec.Pool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Marks pods, and deletes the one that is replaced; a refusal is told and holds nothing up. */
final class PodWriter {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient kubernetes;
  private final PoolNotices notices;

  PodWriter(KubernetesClient kubernetes, PoolNotices notices) {
    this.kubernetes = kubernetes;
    this.notices = notices;
  }

  /**
   * Gives pods the annotations that they should bear: one call for each, and not too many. After
   * one that failed the others wait for the next look, since the client tries each for long.
   */
  void mark(WriteTarget target, PodInventory inventory, PodPlan podPlan) {
    var pool = target.pool();
    var given = given(pool);
    var plan = target.state().marks();
    write(target, plan.at(inventory, podPlan, LongTasks.arePossible(pool), given, target.now()));
    if (inventory.bearsForeignCosts() && !given.contains(Marks.DELETION_COST)) {
      notices.warn(
          target,
          "DeletionCostsContested",
          "Something else gives this pool's pods deletion costs ("
              + Marks.DELETION_COST
              + "), so Kubernetes may remove a busy pod though another one is idle; let only the"
              + " operator set them");
    }
  }

  /** Writes the marks of a pool that nobody scales here, so that no pod is to leave. */
  void markStaying(WriteTarget target, PodInventory inventory) {
    var pool = target.pool();
    var plan = target.state().marks();
    write(target, plan.at(inventory, LongTasks.arePossible(pool), given(pool), target.now()));
  }

  private void write(WriteTarget target, List<Change> changes) {
    for (var change : changes) {
      try {
        write(target, change);
      } catch (KubernetesClientException e) {
        notices.refused(target, "PodsNotMarked", "The pool's pods can't be marked.", e);
        break;
      }
    }
  }

  /**
   * Gives pods the keys that prove orders to their workers. One that is refused keeps the keys from
   * no other; where the API server does not answer as it should, all wait for the next look.
   *
   * @param keys that workers should know
   */
  void show(WriteTarget target, PodInventory inventory, String keys) {
    var plan = target.state().keys();
    for (var change : plan.at(inventory, keys, target.now())) {
      plan.tried(change, target.now());
      try {
        write(target, change);
      } catch (KubernetesClientException e) {
        notices.refused(
            target,
            "KeysNotShown",
            "Pod " + change.pod().name() + " can't be told the keys that prove orders to it.",
            e);
        if (e.getCode() != FORBIDDEN && e.getCode() != UNPROCESSABLE) {
          break;
        }
      }
    }
  }

  /** A pod that is gone needs nothing any more. */
  private void write(WriteTarget target, Change change) {
    var annotations = JsonNodeFactory.instance.objectNode();
    change.annotations().forEach((name, value) -> annotations.put(name, value.orElse(null)));
    var patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").set("annotations", annotations);
    try {
      kubernetes
          .pods()
          .inNamespace(target.pool().namespace())
          // The client reads first what it only knows by name.
          .resource(named(change.pod().name()))
          .patch(MERGE, patch.toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private static Pod named(String name) {
    return new PodBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  /** Its Deployment makes another one at once. */
  void replace(WriteTarget target, Replacement ill) {
    var namespace = target.pool().namespace();
    var name = ill.pod().name();
    try {
      kubernetes.pods().inNamespace(namespace).withName(name).delete();
      notices.warn(
          target, "PodReplaced", "The operator replaces pod " + name + ", because " + ill.why());
    } catch (KubernetesClientException e) {
      var what = "Pod " + name + " can't be replaced, though " + ill.why() + ".";
      notices.refused(target, "PodNotReplaced", what, e);
    }
  }

  private static Set<String> given(Pool pool) {
    return Optional.ofNullable(pool.template().getMetadata())
        .map(metadata -> metadata.getAnnotations())
        .map(Map::keySet)
        .orElse(Set.of());
  }
}
