// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.ClusterNames;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pods of a cluster as the API server shows them: the same object until something changes. */
final class PodObjects {
  private record State(
      boolean placed,
      boolean begun,
      boolean ready,
      boolean stopping,
      Optional<String> waitingFor,
      Map<String, String> annotations) {}

  private record Shown(State state, Pod object) {}

  private final Cluster cluster;
  private Map<String, Shown> shown = Map.of();

  PodObjects(Cluster cluster) {
    this.cluster = cluster;
  }

  /** All pods now. */
  List<Pod> list() {
    var now = new HashMap<String, Shown>();
    var objects = cluster.pods().stream().map(pod -> object(pod, now)).toList();
    shown = now;
    return objects;
  }

  private Pod object(PlayedPod pod, Map<String, Shown> now) {
    var state =
        new State(
            pod.isPlaced(),
            pod.hasBegun(),
            pod.isReady(),
            pod.isStopping(),
            pod.waitingFor(),
            Map.copyOf(pod.annotations()));
    var before = shown.get(pod.name());
    var same = before != null && before.state().equals(state);
    var next = same ? before : new Shown(state, build(pod, state));
    now.put(pod.name(), next);
    return next.object();
  }

  private static ContainerState waiting(String reason) {
    return new ContainerStateBuilder().withNewWaiting("", reason).build();
  }

  private static Pod build(PlayedPod pod, State state) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.name())
        .withUid(pod.name())
        .withCreationTimestamp(VirtualTime.text(pod.createdAt()))
        .withDeletionTimestamp(state.stopping() ? VirtualTime.text(pod.stoppingSince()) : null)
        .withAnnotations(state.annotations())
        .endMetadata()
        .withNewSpec()
        .withNodeName(state.placed() ? "node-" + pod.name() : null)
        .endSpec()
        .withNewStatus()
        .withPhase(state.begun() ? "Running" : "Pending")
        .withPodIP(state.placed() ? pod.ip() : null)
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus(state.placed() ? "True" : "False")
        .withReason(state.placed() ? null : "Unschedulable")
        .withLastTransitionTime(VirtualTime.text(state.placed() ? pod.placedAt() : pod.createdAt()))
        .endCondition()
        .addNewCondition()
        .withType("Ready")
        .withStatus(state.ready() ? "True" : "False")
        .withLastTransitionTime(VirtualTime.text(pod.readinessSince()))
        .endCondition()
        .addNewContainerStatus()
        .withName(ClusterNames.WORKER_CONTAINER)
        .withStarted(state.begun())
        .withState(state.waitingFor().map(PodObjects::waiting).orElse(null))
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
