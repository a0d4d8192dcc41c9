// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a ReplicaSet removes pods: without a node first, then pending, then not ready,
 * then the lower deletion cost, then the one that became ready last, then the one that restarted
 * more, then the younger (kubernetes pkg/controller/controller_utils.go, ActivePodsWithRanks).
 */
final class ReplicaRanking {
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  private static final Comparator<Pod> FIRST_TO_GO =
      Comparator.comparing(Pods::hasNode)
          .thenComparing(Pods::isRunning)
          .thenComparing(Pods::isReady)
          .thenComparing(ReplicaRanking::cost)
          .thenComparing(Pods::readySince, Comparator.reverseOrder())
          .thenComparing(Pods::restarts, Comparator.reverseOrder())
          .thenComparing(
              pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder());

  private ReplicaRanking() {}

  /** The {@code surplus} pods that go first; none when it is 0 or less. */
  static List<Pod> firstToGo(List<Pod> pods, int surplus) {
    return pods.stream().sorted(FIRST_TO_GO).limit(Math.max(0, surplus)).toList();
  }

  static int cost(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    var cost = annotations == null ? null : annotations.get(COST);
    return cost == null || !cost.matches("-?[0-9]{1,9}") ? 0 : Integer.parseInt(cost);
  }
}
