package dev.taskworkers.operator.pool.roster;

import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import java.util.List;
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
 */
public record Roster(
    int replicas,
    List<WorkerPod> cordon,
    List<WorkerPod> mark,
    List<WorkerPod> release,
    List<WorkerPod> uncordon) {
  public Roster {
    cordon = List.copyOf(cordon);
    mark = List.copyOf(mark);
    release = List.copyOf(release);
    uncordon = List.copyOf(uncordon);
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
    var back = crew.cordoned().stream().limit(wanted - crew.active()).toList();
    var still = crew.cordoned().stream().skip(back.size()).toList();
    return new Roster(wanted + still.size(), still, List.of(), List.of(), back);
  }

  /** What was cordoned while workers could be heard may still have to finish. */
  private static Roster unheard(int wanted, Crew crew) {
    return new Roster(
        wanted + crew.cordoned().size(), crew.cordoned(), List.of(), List.of(), List.of());
  }

  private static Roster shrinking(int wanted, Crew crew) {
    var surplus = Math.max(0, crew.active() - wanted - crew.broken());
    var leaving = crew.leastBusy().stream().limit(surplus);
    var idle = crew.cordoned().stream().filter(crew::hasFinished).toList();
    // The cost must be seen by Kubernetes before the replicas are lowered, or it takes another pod.
    var release =
        crew.unsettled() ? List.<WorkerPod>of() : idle.stream().filter(WorkerPod::marked).toList();
    var still = crew.cordoned().stream().filter(pod -> !release.contains(pod));
    // Those that leave stay until they say that they run nothing; unheard ones stay as they are.
    return new Roster(
        wanted + surplus + crew.cordoned().size() - release.size(),
        Stream.concat(still, leaving).toList(),
        idle.stream().filter(pod -> !pod.marked()).toList(),
        release,
        List.of());
  }
}
