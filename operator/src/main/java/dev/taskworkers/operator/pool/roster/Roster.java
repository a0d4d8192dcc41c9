package dev.taskworkers.operator.pool.roster;

import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which pods stay, so that no running task is ever cut off. A pod that is not needed is first
 * cordoned: it pulls no more, but lives. Once it says that it runs nothing it is removed, and its
 * low deletion cost makes Kubernetes choose it. When the need comes back it is uncordoned at once.
 *
 * @param replicas of the Deployment: the pods wanted and those that still have to finish
 * @param cordon pods to (still) keep from pulling
 * @param mark those of them that run nothing, to be given a low deletion cost
 * @param release pods that run nothing and are marked; {@code replicas} leaves them out
 * @param uncordon pods to put back to work
 * @param replacement the pod that leaves because it is ill, and whose place is kept
 */
public record Roster(
    int replicas,
    List<WorkerPod> cordon,
    List<WorkerPod> mark,
    List<WorkerPod> release,
    List<WorkerPod> uncordon,
    Optional<Replacement> replacement) {
  public Roster {
    cordon = List.copyOf(cordon);
    mark = List.copyOf(mark);
    release = List.copyOf(release);
    uncordon = List.copyOf(uncordon);
  }

  /** A roster in which nobody is replaced. */
  Roster(
      int replicas,
      List<WorkerPod> cordon,
      List<WorkerPod> mark,
      List<WorkerPod> release,
      List<WorkerPod> uncordon) {
    this(replicas, cordon, mark, release, uncordon, Optional.empty());
  }

  /** The same, with a pod that is replaced unless it leaves anyway. */
  public Roster replacing(Optional<Replacement> ill) {
    return new Roster(
        replicas,
        cordon,
        mark,
        release,
        uncordon,
        ill.filter(it -> !cordon.contains(it.pod()) && !uncordon.contains(it.pod())));
  }

  /**
   * The roster that gives the pool {@code wanted} pods that pull.
   *
   * @param hearing whether the workers can be asked
   */
  public static Roster of(int wanted, Hearing hearing, Crew crew) {
    if (wanted > crew.active()) {
      return growing(wanted, crew);
    }
    return switch (hearing) {
      case NOW -> shrinking(wanted, crew);
      case LOST -> unheard(crew.active(), crew);
      case NEVER -> unheard(wanted, crew);
    };
  }

  private static Roster growing(int wanted, Crew crew) {
    var back = crew.wellFirst().stream().limit(wanted - crew.active()).toList();
    var still = crew.wellFirst().stream().skip(back.size()).toList();
    return new Roster(wanted + still.size(), still, List.of(), List.of(), back);
  }

  /** What was cordoned while workers could be heard may still have to finish. */
  private static Roster unheard(int wanted, Crew crew) {
    return new Roster(
        wanted + crew.cordoned().size(), crew.cordoned(), List.of(), List.of(), List.of());
  }

  private static Roster shrinking(int wanted, Crew crew) {
    var surplus = crew.active() - wanted;
    // Kubernetes removes first what is not ready; of those, the ones without life go as they are.
    var lifeless = Math.min(surplus, crew.lifeless());
    var leaving = crew.leastBusy().stream().limit(surplus - lifeless);
    var idle = crew.cordoned().stream().filter(crew::hasFinished).toList();
    if (crew.unsettled()) {
      return new Roster(
          crew.active() + crew.cordoned().size(),
          Stream.concat(crew.cordoned().stream(), leaving).toList(),
          unmarked(idle),
          List.of(),
          List.of());
    }
    // It would remove a pod that starts rather than an idle one; so the idle one takes its place.
    var back = idle.stream().limit(crew.lifeless() - lifeless).toList();
    var going = idle.stream().skip(back.size()).toList();
    // The cost must be seen by Kubernetes before the replicas are lowered, or it takes another pod.
    var release = going.stream().filter(pod -> pod.marks().leaves()).toList();
    var still =
        crew.cordoned().stream().filter(pod -> !release.contains(pod) && !back.contains(pod));
    // Those that leave stay until they say that they run nothing; unheard ones stay as they are.
    return new Roster(
        crew.active() + crew.cordoned().size() - lifeless - back.size() - release.size(),
        Stream.concat(still, leaving).toList(),
        unmarked(going),
        release,
        back);
  }

  private static List<WorkerPod> unmarked(List<WorkerPod> pods) {
    return pods.stream().filter(pod -> !pod.marks().leaves()).toList();
  }
}
