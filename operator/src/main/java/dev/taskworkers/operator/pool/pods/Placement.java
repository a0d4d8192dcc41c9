// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.crds.ClusterNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a pod runs, what it runs, and how far its start has come; for people alone.
 *
 * @param node absent while it has none
 * @param image of its container {@code worker}, or else of its first one
 * @param timeToNode from its creation to its having a node
 * @param timeToBegin from its creation to the start of a first container; absent once the pod is
 *     ready, and where that container was started again, for then Kubernetes tells of the later
 *     start alone
 */
public record Placement(
    Optional<String> node,
    Optional<String> image,
    Optional<Duration> timeToNode,
    Optional<Duration> timeToBegin) {
  static final Placement NONE =
      new Placement(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final int LONGEST_IMAGE = 1024;

  private static final String NODE = "node";
  private static final String IMAGE = "image";
  private static final String BEGUN = "begun";

  /**
   * What is kept of a whole pod for {@link #of}, as its additional properties: its spec and its
   * containers' states would be most of the memory of many pods. Of one that has been through this
   * before, as a copy has, all that was kept.
   */
  public static Map<String, Object> kept(Pod pod, boolean ready) {
    var kept = new HashMap<String, Object>();
    for (var name : List.of(NODE, IMAGE, BEGUN)) {
      text(pod.getAdditionalProperties(), name).ifPresent(text -> kept.put(name, text.intern()));
    }
    var spec = Optional.ofNullable(pod.getSpec());
    spec.map(PodSpec::getNodeName).ifPresent(node -> kept.put(NODE, node.intern()));
    spec.flatMap(Placement::worker)
        .flatMap(container -> Optional.ofNullable(container.getImage()))
        .ifPresent(image -> kept.put(IMAGE, cut(image).intern()));
    begun(pod.getStatus()).ifPresent(at -> kept.put(BEGUN, at));
    if (ready) {
      kept.remove(BEGUN);
    }
    return Map.copyOf(kept);
  }

  /** The API server bounds no name of an image. */
  private static String cut(String image) {
    return image.substring(0, Math.min(image.length(), LONGEST_IMAGE));
  }

  /** A service mesh may have put one of its own before it. */
  private static Optional<Container> worker(PodSpec spec) {
    return spec.getContainers().stream()
        .filter(each -> ClusterNames.WORKER_CONTAINER.equals(each.getName()))
        .findFirst()
        .or(() -> spec.getContainers().stream().findFirst());
  }

  private static Optional<String> begun(PodStatus status) {
    return Optional.ofNullable(status).map(PodStatus::getContainerStatuses).stream()
        .flatMap(List::stream)
        .filter(each -> each.getRestartCount() == null || each.getRestartCount() == 0)
        .flatMap(each -> Stream.ofNullable(each.getState()))
        .flatMap(state -> startedAt(state).stream())
        .min(Comparator.naturalOrder());
  }

  private static Optional<String> startedAt(ContainerState state) {
    return Optional.ofNullable(state.getRunning()).map(ContainerStateRunning::getStartedAt);
  }

  /**
   * Reads it of a whole pod, or of what was kept of one.
   *
   * @param placed when the pod got its node
   */
  static Placement of(Pod pod, Instant created, Optional<Instant> placed, boolean ready) {
    var kept = pod.getSpec() == null ? pod.getAdditionalProperties() : kept(pod, ready);
    return new Placement(
        text(kept, NODE),
        text(kept, IMAGE),
        placed.map(at -> since(created, at)),
        text(kept, BEGUN).map(at -> since(created, Instant.parse(at))));
  }

  private static Optional<String> text(Map<String, Object> kept, String name) {
    return Optional.ofNullable(kept).map(all -> all.get(name)).map(String::valueOf);
  }

  /** Clocks of nodes and of the API server differ a little. */
  private static Duration since(Instant created, Instant at) {
    var time = Duration.between(created, at);
    return time.isNegative() ? Duration.ZERO : time;
  }
}
