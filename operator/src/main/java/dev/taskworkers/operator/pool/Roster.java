package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.PoolPods.WorkerPod;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Serving;
import dev.taskworkers.operator.workers.WorkerReport;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
record Roster(
    int replicas,
    List<WorkerPod> cordon,
    List<WorkerPod> mark,
    List<WorkerPod> release,
    List<WorkerPod> uncordon) {
  Roster {
    cordon = List.copyOf(cordon);
    mark = List.copyOf(mark);
    release = List.copyOf(release);
    uncordon = List.copyOf(uncordon);
  }

  /**
   * The roster that carries {@code decision} out. Where workers can't be asked, Kubernetes chooses,
   * and a pod drains when it is told to stop.
   */
  static Roster carryingOut(Decision decision, PoolObserver.Seen seen) {
    if (decision.reckoning().evidence().service() != Serving.REPORTED) {
      return new Roster(decision.replicas(), List.of(), List.of(), List.of(), List.of());
    }
    return decision.replicas() > decision.from()
        ? growing(decision.replicas(), decision.from(), seen)
        : shrinking(decision.replicas(), decision.from(), seen);
  }

  private static Roster growing(int wanted, int active, PoolObserver.Seen seen) {
    var back = seen.cordoned().stream().limit(wanted - active).toList();
    var still = seen.cordoned().stream().skip(back.size()).toList();
    return new Roster(wanted + still.size(), still, List.of(), List.of(), back);
  }

  private static Roster shrinking(int wanted, int active, PoolObserver.Seen seen) {
    var reports = seen.reports().byPod();
    var surplus = Math.max(0, active - wanted - seen.broken());
    var leaving =
        seen.pods().staying().stream()
            .filter(pod -> pod.ready() && reports.containsKey(pod.name()))
            .filter(pod -> !seen.cordoned().contains(pod) && !seen.released().contains(pod))
            .sorted(leastBusyFirst(reports))
            .limit(surplus)
            .toList();
    var idle = seen.cordoned().stream().filter(pod -> isIdle(pod, seen)).toList();
    // The cost must be seen by Kubernetes before the replicas are lowered, or it takes another pod.
    var release =
        seen.unsettled() ? List.<WorkerPod>of() : idle.stream().filter(WorkerPod::marked).toList();
    var still = seen.cordoned().stream().filter(pod -> !release.contains(pod));
    // Those that leave stay until they say that they run nothing; unheard ones stay as they are.
    return new Roster(
        wanted + surplus + seen.cordoned().size() - release.size(),
        Stream.concat(still, leaving.stream()).toList(),
        idle.stream().filter(pod -> !pod.marked()).toList(),
        release,
        List.of());
  }

  private static Comparator<WorkerPod> leastBusyFirst(Map<String, WorkerReport> reports) {
    return Comparator.<WorkerPod>comparingInt(pod -> reports.get(pod.name()).busy())
        .thenComparing(WorkerPod::createdAt, Comparator.reverseOrder());
  }

  /** It has said that it pulls no more and runs nothing. */
  private static boolean isIdle(WorkerPod pod, PoolObserver.Seen seen) {
    var report = seen.reports().byPod().get(pod.name());
    return report != null && report.cordoned() && report.busy() == 0;
  }
}
