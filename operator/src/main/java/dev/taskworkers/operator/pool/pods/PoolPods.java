// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.signals.workers.PodAddress;
import dev.taskworkers.protocol.PodIdentity;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pool's pods as the API server shows them.
 *
 * @param foreign names of pods that bear the pool's label and are not the pool's
 */
public record PoolPods(List<WorkerPod> all, List<String> foreign) {
  /** Within this time of its being placed a kubelet sees a pod. */
  private static final Duration FIRST_SEEN = Duration.ofMinutes(1);

  /** Why a container waits while nothing is wrong. */
  private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

  /**
   * One pod.
   *
   * @param readiness whether it is ready, and since when
   * @param begun whether one of its containers runs; else nothing in it can work
   * @param stopping told to stop
   * @param unschedulableSince since when no node has had room for it
   * @param stuck what keeps it, or one of its containers, from starting, in Kubernetes' words
   * @param marks what it bears for those who remove pods
   * @param timeToReady from its creation to its being ready
   * @param placement where it runs, for people
   */
  public record WorkerPod(
      PodIdentity identity,
      String ip,
      Instant createdAt,
      Readiness readiness,
      boolean begun,
      boolean stopping,
      Optional<Instant> unschedulableSince,
      Optional<String> stuck,
      Marks marks,
      Optional<Duration> timeToReady,
      Placement placement) {

    public PodAddress address() {
      return new PodAddress(identity, ip, ready(), stopping);
    }

    public String name() {
      return identity.name();
    }

    public boolean ready() {
      return readiness.ready();
    }

    public boolean unschedulable() {
      return unschedulableSince.isPresent();
    }

    boolean serving() {
      return ready() && !stopping;
    }
  }

  /**
   * Whether a pod is ready.
   *
   * @param since since when it is, or is not
   * @param everBefore whether it is, or was; false as long as it only starts
   */
  public record Readiness(boolean ready, Instant since, boolean everBefore) {}

  public PoolPods {
    all = List.copyOf(all);
    foreign = List.copyOf(foreign);
  }

  /** Without foreign ones. */
  public PoolPods(List<WorkerPod> all) {
    this(all, List.of());
  }

  /** These pods, beside those of others. */
  public PoolPods beside(List<String> others) {
    return others.isEmpty() ? this : new PoolPods(all, others);
  }

  /** Pods that have ended are left out. */
  public static PoolPods of(Collection<Pod> pods) {
    return of(pods, List.of(), new PoolPods(List.of()));
  }

  /**
   * Reads only those that are new: most are the same objects as the last time.
   *
   * @param before those of the last time
   * @param read what was read of them
   */
  public static PoolPods of(Collection<Pod> pods, Collection<Pod> before, PoolPods read) {
    var known = new IdentityHashMap<Pod, WorkerPod>();
    var each = read.all().iterator();
    before.stream().filter(PoolPods::lives).forEach(pod -> known.put(pod, each.next()));
    return new PoolPods(
        pods.stream()
            .filter(PoolPods::lives)
            .map(pod -> known.containsKey(pod) ? known.get(pod) : read(pod))
            .toList());
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
    var readiness = readiness(pod, created);
    var ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    var unschedulable =
        condition(pod, "PodScheduled").filter(c -> "Unschedulable".equals(c.getReason()));
    return new WorkerPod(
        new PodIdentity(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            pod.getMetadata().getUid()),
        ip == null ? "" : ip,
        created,
        readiness,
        hasBegun(pod.getStatus()),
        pod.getMetadata().getDeletionTimestamp() != null,
        unschedulable.map(c -> since(c).orElse(created)),
        unschedulable
            .map(c -> Optional.ofNullable(c.getMessage()).orElse(c.getReason()))
            .or(() -> stuckContainer(pod.getStatus())),
        Marks.of(pod.getMetadata().getAnnotations()),
        condition(pod, "Ready")
            .filter(c -> readiness.ready())
            .flatMap(PoolPods::since)
            .map(at -> Duration.between(created, at))
            .filter(duration -> !duration.isNegative()),
        Placement.of(
            pod,
            created,
            condition(pod, "PodScheduled")
                .filter(c -> "True".equals(c.getStatus()))
                .flatMap(PoolPods::since),
            readiness.ready()));
  }

  /**
   * A kubelet says when it first sees a pod that it is not ready, and since when changes only with
   * the answer: a later time is that of a readiness that was lost.
   */
  private static Readiness readiness(Pod pod, Instant created) {
    var ready = condition(pod, "Ready");
    var since = ready.flatMap(PoolPods::since).orElse(created);
    var placed = condition(pod, "PodScheduled").flatMap(PoolPods::since).orElse(created);
    var is = ready.filter(c -> "True".equals(c.getStatus())).isPresent();
    return new Readiness(is, since, is || since.isAfter(placed.plus(FIRST_SEEN)));
  }

  /** Whether one of the containers runs. */
  public static boolean hasBegun(PodStatus status) {
    return status != null
        && status.getContainerStatuses().stream()
            .anyMatch(
                container ->
                    Boolean.TRUE.equals(container.getStarted())
                        || (container.getState() != null
                            && container.getState().getRunning() != null));
  }

  /** Why a container does not run: it waits for more than its turn, or it has failed. */
  public static Optional<String> whyNotRunning(ContainerStatus container) {
    return Optional.ofNullable(container.getState()).flatMap(PoolPods::whyNotRunning);
  }

  private static Optional<String> whyNotRunning(ContainerState state) {
    var waits =
        Optional.ofNullable(state.getWaiting())
            .map(ContainerStateWaiting::getReason)
            .filter(reason -> !STARTING.contains(reason));
    return waits.or(
        () ->
            Optional.ofNullable(state.getTerminated())
                .filter(ended -> !Integer.valueOf(0).equals(ended.getExitCode()))
                .map(ended -> Optional.ofNullable(ended.getReason()).orElse("Error")));
  }

  /** Of one container that does not run, its name and why. */
  private static Optional<String> stuckContainer(PodStatus status) {
    return status == null
        ? Optional.empty()
        : containers(status)
            .flatMap(
                container ->
                    whyNotRunning(container)
                        .map(why -> "container " + container.getName() + ": " + why)
                        .stream())
            .findFirst();
  }

  /** Those that begin a pod's work first. */
  public static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .flatMap(List::stream);
  }

  private static Optional<Instant> since(PodCondition condition) {
    return Optional.ofNullable(condition.getLastTransitionTime()).map(Instant::parse);
  }

  private static Optional<PodCondition> condition(Pod pod, String type) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream().filter(c -> type.equals(c.getType())).findAny();
  }
}
