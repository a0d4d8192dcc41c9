// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;

/** Questions to a pod object. */
final class Pods {
  /** Keeps a deleted pod's object until its processes have ended, as a kubelet does. */
  public static final String FINALIZER = "localcluster.taskworkers.dev/node";

  private Pods() {}

  public static boolean isReady(Pod pod) {
    return ready(pod).isPresent();
  }

  /** Empty for a pod that is not ready. */
  public static String readySince(Pod pod) {
    return ready(pod).map(PodCondition::getLastTransitionTime).orElse("");
  }

  private static Optional<PodCondition> ready(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .findFirst();
  }

  public static boolean isRunning(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }

  /** Of the container that restarted most. */
  public static int restarts(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .max()
        .orElse(0);
  }

  public static boolean hasNode(Pod pod) {
    return pod.getSpec().getNodeName() != null;
  }

  public static boolean isDeleted(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  public static Pod withoutFinalizer(Pod pod) {
    return new PodBuilder(pod).editMetadata().removeFromFinalizers(FINALIZER).endMetadata().build();
  }
}
