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
 * @param uncordon pods to put back to work
 */
record Roster(int replicas, List<WorkerPod> cordon, List<WorkerPod> uncordon) {
  Roster {
    cordon = List.copyOf(cordon);
    uncordon = List.copyOf(uncordon);
  }

  /** The roster that carries {@code decision} out. */
  static Roster carryingOut(Decision decision, PoolObserver.Seen seen) {
    return decision.reckoning().evidence().service() == Serving.REPORTED
        ? of(decision.replicas(), seen.replicas(), seen.pods(), seen.reports().byPod())
        : unasked(decision.replicas());
  }

  /** Where workers can't be asked, Kubernetes chooses, and a pod drains when it is told to stop. */
  static Roster unasked(int wanted) {
    return new Roster(wanted, List.of(), List.of());
  }

  /** Pods that the Deployment has and that are not cordoned. */
  static int active(int replicas, PoolPods pods, Map<String, WorkerReport> reports) {
    var cordoned = pods.staying().stream().filter(pod -> isCordoned(pod, reports)).count();
    return Math.max(0, replicas - (int) cordoned);
  }

  /**
   * The roster for {@code wanted} active pods.
   *
   * @param replicas what the Deployment asks for now
   */
  static Roster of(int wanted, int replicas, PoolPods pods, Map<String, WorkerReport> reports) {
    var staying = pods.staying();
    var cordoned = staying.stream().filter(pod -> isCordoned(pod, reports)).toList();
    var active = active(replicas, pods, reports);
    if (wanted > active) {
      var back = cordoned.stream().limit(wanted - active).toList();
      var still = cordoned.stream().skip(back.size()).toList();
      return new Roster(wanted + unfinished(still, reports), still, back);
    }
    var serving = staying.stream().filter(WorkerPod::serving).toList();
    var working = serving.stream().filter(pod -> !isCordoned(pod, reports)).toList();
    // Kubernetes removes pods that are not ready first; those run nothing.
    var fromWorking = Math.max(0, Math.min(active - wanted, working.size() - wanted));
    var leaving =
        working.stream()
            .filter(pod -> reports.containsKey(pod.name()))
            .sorted(
                Comparator.<WorkerPod>comparingInt(pod -> reports.get(pod.name()).busy())
                    .thenComparing(WorkerPod::createdAt, Comparator.reverseOrder()))
            .limit(fromWorking)
            .toList();
    var unasked = fromWorking - leaving.size();
    var out = Stream.concat(cordoned.stream(), leaving.stream()).toList();
    return new Roster(
        wanted + unfinished(cordoned, reports) + leaving.size() + unasked, out, List.of());
  }

  private static boolean isCordoned(WorkerPod pod, Map<String, WorkerReport> reports) {
    var report = reports.get(pod.name());
    return pod.serving() && report != null && report.cordoned();
  }

  private static int unfinished(List<WorkerPod> cordoned, Map<String, WorkerReport> reports) {
    return (int) cordoned.stream().filter(pod -> reports.get(pod.name()).busy() > 0).count();
  }
}
