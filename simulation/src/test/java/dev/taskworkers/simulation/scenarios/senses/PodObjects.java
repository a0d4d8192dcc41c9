package dev.taskworkers.simulation.scenarios.senses;

import dev.taskworkers.simulation.scenarios.world.SimulatedPod;
import dev.taskworkers.simulation.scenarios.world.World;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pods of a world as the API server shows them: the same object until something changes. */
public final class PodObjects {
  private record State(
      boolean placed,
      boolean begun,
      boolean ready,
      boolean stopping,
      Map<String, String> annotations) {}

  private record Shown(State state, Pod object) {}

  private final World world;
  private Map<String, Shown> shown = Map.of();

  public PodObjects(World world) {
    this.world = world;
  }

  public List<Pod> list() {
    var now = new HashMap<String, Shown>();
    var objects = world.pods().stream().map(pod -> object(pod, now)).toList();
    shown = now;
    return objects;
  }

  private Pod object(SimulatedPod pod, Map<String, Shown> now) {
    var state =
        new State(
            pod.placedAt() <= world.now(),
            pod.hasBegun(world.now()),
            pod.isReady(),
            pod.isStopping(),
            pod.annotations());
    var before = shown.get(pod.name());
    var same = before != null && before.state().equals(state);
    var next = same ? before : new Shown(state, build(pod, state));
    now.put(pod.name(), next);
    return next.object();
  }

  private Pod build(SimulatedPod pod, State state) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.name())
        .withUid(pod.name())
        .withCreationTimestamp(WorldClock.text(pod.createdAt()))
        .withDeletionTimestamp(state.stopping() ? WorldClock.text(world.now()) : null)
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
        .withLastTransitionTime(WorldClock.text(state.placed() ? pod.placedAt() : pod.createdAt()))
        .endCondition()
        .addNewCondition()
        .withType("Ready")
        .withStatus(state.ready() ? "True" : "False")
        .withLastTransitionTime(WorldClock.text(readinessSince(pod, state)))
        .endCondition()
        .addNewContainerStatus()
        .withName("worker")
        .withStarted(state.begun())
        .endContainerStatus()
        .endStatus()
        .build();
  }

  /** A kubelet says that a pod is not ready when it first sees it. */
  private static double readinessSince(SimulatedPod pod, State state) {
    return state.ready() ? pod.readyAt() : state.placed() ? pod.placedAt() : pod.createdAt();
  }
}
