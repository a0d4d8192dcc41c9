package dev.taskworkers.lab.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Questions to a pod object. */
final class Pods {
  /** Keeps a deleted pod's object until its processes have ended, as a kubelet does. */
  static final String FINALIZER = "lab.taskworkers.dev/node";

  private Pods() {}

  static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  static boolean hasNode(Pod pod) {
    return pod.getSpec().getNodeName() != null;
  }

  static boolean isDeleted(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  static Pod withoutFinalizer(Pod pod) {
    return new PodBuilder(pod).editMetadata().removeFromFinalizers(FINALIZER).endMetadata().build();
  }
}
