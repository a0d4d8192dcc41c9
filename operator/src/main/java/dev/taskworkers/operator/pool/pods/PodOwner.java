// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.crds.ClusterNames;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a pod is. The label of a pool is a claim that everybody makes who may create pods; a pod of
 * the pool is also controlled by a ReplicaSet of the pool's Deployment. That is told from names,
 * since a ReplicaSet is called as its Deployment and the hash of its template: Kubernetes removes a
 * pod whose owner is not there, so that the operator need not read ReplicaSets.
 */
public final class PodOwner {
  /** The label with the hash, which a Deployment gives to its pods. */
  public static final String HASH = "pod-template-hash";

  private PodOwner() {}

  /** The pool that the label names; empty where there is none. */
  public static Optional<String> claimed(Pod pod) {
    return label(pod, ClusterNames.POOL);
  }

  /** The pool that has made the pod; empty where none has, whatever its label says. */
  public static Optional<String> pool(Pod pod) {
    return claimed(pod).filter(pool -> isMadeFor(pool, pod));
  }

  private static boolean isMadeFor(String pool, Pod pod) {
    return label(pod, HASH)
        .map(hash -> pool + "-" + hash)
        .filter(
            replicaSet ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> isController(owner) && owner.getName().equals(replicaSet)))
        .isPresent();
  }

  private static boolean isController(OwnerReference owner) {
    return Boolean.TRUE.equals(owner.getController())
        && "ReplicaSet".equals(owner.getKind())
        && "apps/v1".equals(owner.getApiVersion());
  }

  /** Anybody who may make a pod may write a label, or none at all. */
  private static Optional<String> label(Pod pod, String name) {
    var labels = Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    return Optional.ofNullable(labels.get(name)).filter(value -> !value.isEmpty());
  }
}
