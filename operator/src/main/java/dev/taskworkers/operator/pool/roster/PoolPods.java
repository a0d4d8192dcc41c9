package dev.taskworkers.operator.pool.roster;

import dev.taskworkers.operator.pool.deployment.Labels;
import dev.taskworkers.operator.workers.Workers.PodAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The pool's pods as the API server shows them. */
public record PoolPods(List<WorkerPod> all) {
  /**
   * One pod.
   *
   * @param stopping told to stop
   * @param timeToReady from its creation to its being ready
   * @param marked whether it carries a low deletion cost
   */
  public record WorkerPod(
      String name,
      String ip,
      Instant createdAt,
      boolean ready,
      boolean stopping,
      boolean unschedulable,
      boolean marked,
      Optional<Duration> timeToReady) {

    public PodAddress address() {
      return new PodAddress(name, ip, serving());
    }

    boolean serving() {
      return ready && !stopping;
    }
  }

  public PoolPods {
    all = List.copyOf(all);
  }

  /** Pods that have ended are left out. */
  public static PoolPods of(Collection<Pod> pods) {
    return new PoolPods(pods.stream().filter(PoolPods::lives).map(PoolPods::read).toList());
  }

  public List<PodAddress> addresses() {
    return all.stream().filter(pod -> !pod.ip().isEmpty()).map(WorkerPod::address).toList();
  }

  /** Pods that are not told to stop. */
  public List<WorkerPod> staying() {
    return all.stream().filter(pod -> !pod.stopping()).toList();
  }

  private static boolean lives(Pod pod) {
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return !"Failed".equals(phase) && !"Succeeded".equals(phase);
  }

  private static WorkerPod read(Pod pod) {
    var created = Instant.parse(pod.getMetadata().getCreationTimestamp());
    var ready = condition(pod, "Ready").filter(c -> "True".equals(c.getStatus()));
    var ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    var annotations = pod.getMetadata().getAnnotations();
    return new WorkerPod(
        pod.getMetadata().getName(),
        ip == null ? "" : ip,
        created,
        ready.isPresent(),
        pod.getMetadata().getDeletionTimestamp() != null,
        condition(pod, "PodScheduled")
            .filter(c -> "Unschedulable".equals(c.getReason()))
            .isPresent(),
        annotations != null && annotations.get(Labels.DELETION_COST) != null,
        ready
            .filter(c -> c.getLastTransitionTime() != null)
            .map(c -> Duration.between(created, Instant.parse(c.getLastTransitionTime())))
            .filter(duration -> !duration.isNegative()));
  }

  private static Optional<PodCondition> condition(Pod pod, String type) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream().filter(c -> type.equals(c.getType())).findAny();
  }
}
