// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.protocol.VerificationKeys;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The annotations of a pod by which those who remove pods choose among them, and the one that says
 * how its worker knows the operator.
 *
 * @param deletionCost by which a ReplicaSet chooses, whoever wrote it
 * @param evictable whether the cluster's autoscalers may take it: not while it runs a long task
 * @param orderKeys what proves orders to it
 * @param drain whether somebody asks for another pod in its place
 */
public record Marks(
    Optional<String> deletionCost, boolean evictable, Optional<String> orderKeys, boolean drain) {
  /** Of a ReplicaSet's choice: it removes the pods with the lowest cost first. */
  public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  /** Of the cluster autoscaler, which with "false" lets the pod's node be. */
  public static final String SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";

  /** Of Karpenter, which with "true" lets the pod's node be. */
  public static final String DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";

  public static final Set<String> NAMES =
      Set.of(
          DELETION_COST,
          SAFE_TO_EVICT,
          DO_NOT_DISRUPT,
          VerificationKeys.ANNOTATION,
          ClusterNames.DRAIN);

  /** Lower than the default of 0, so that Kubernetes removes these pods first. */
  public static final String CHEAP = "-100";

  static final Marks NONE = new Marks(Optional.empty(), true, Optional.empty(), false);

  static Marks of(Map<String, String> annotations) {
    return annotations == null
        ? NONE
        : new Marks(
            Optional.ofNullable(annotations.get(DELETION_COST)),
            !"false".equals(annotations.get(SAFE_TO_EVICT)),
            Optional.ofNullable(annotations.get(VerificationKeys.ANNOTATION)),
            "true".equals(annotations.get(ClusterNames.DRAIN)));
  }

  /** Whether it bears our mark of those that leave. */
  boolean leaves() {
    return deletionCost.isPresent() && deletionCost.get().equals(CHEAP);
  }

  /** A deletion cost that is not ours. */
  Optional<String> foreignCost() {
    return deletionCost.filter(cost -> !cost.equals(CHEAP));
  }
}
