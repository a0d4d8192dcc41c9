package dev.taskworkers.operator.pool.roster;

import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import dev.taskworkers.operator.workers.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The pods of a pool, as far as it matters which of them work and which leave.
 *
 * @param replicas that the Deployment asks for, cordoned pods included
 * @param staying pods that are not told to stop
 * @param cordoned those of them that are kept from pulling
 * @param released those of them that Kubernetes is about to remove; not among the replicas
 * @param broken how many of them should have been ready long ago
 * @param unsettled whether Kubernetes, which removes pods that are not ready first, might remove
 *     one that works: one that has just begun, or whose probe fails
 * @param reports the pods' own words, by name
 */
public record Crew(
    int replicas,
    List<WorkerPod> staying,
    List<WorkerPod> cordoned,
    List<WorkerPod> released,
    int broken,
    boolean unsettled,
    Map<String, WorkerReport> reports) {

  /**
   * A pod that is neither ready nor heard after this time runs nothing: a Deployment's own default
   * for {@code progressDeadlineSeconds}.
   */
  private static final Duration READY_WITHIN = Duration.ofMinutes(10);

  public Crew {
    staying = List.copyOf(staying);
    cordoned = List.copyOf(cordoned);
    released = List.copyOf(released);
    reports = Map.copyOf(reports);
  }

  /** The crew at {@code now}. */
  public static Crew of(
      int replicas,
      PoolPods pods,
      Cordons cordons,
      Map<String, WorkerReport> reports,
      Instant now) {
    var staying = pods.staying();
    var unready = staying.stream().filter(pod -> !pod.ready()).toList();
    var broken =
        (int)
            unready.stream()
                .filter(pod -> !reports.containsKey(pod.name()))
                .filter(pod -> pod.createdAt().plus(READY_WITHIN).isBefore(now))
                .count();
    return new Crew(
        replicas,
        staying,
        staying.stream().filter(pod -> cordons.contains(pod.name(), reports, now)).toList(),
        staying.stream().filter(pod -> cordons.isReleased(pod.name(), now)).toList(),
        broken,
        broken < unready.size(),
        cordons.current(reports));
  }

  /** Replicas that are meant to pull. */
  public int active() {
    return Math.max(0, replicas - cordoned.size());
  }

  /** Pods that are ready and pull. */
  public int ready() {
    return (int) staying.stream().filter(pod -> pod.ready() && pulls(pod)).count();
  }

  /** Ready pods that pull and can be heard, least busy first, then youngest first. */
  List<WorkerPod> leastBusy() {
    return staying.stream()
        .filter(pod -> pod.ready() && pulls(pod) && reports.containsKey(pod.name()))
        .sorted(
            Comparator.comparingInt((WorkerPod pod) -> reports.get(pod.name()).busy())
                .thenComparing(WorkerPod::createdAt, Comparator.reverseOrder()))
        .toList();
  }

  /** Whether a cordoned pod has said that it pulls no more and runs nothing. */
  boolean hasFinished(WorkerPod pod) {
    var report = reports.get(pod.name());
    return report != null && report.cordoned() && report.busy() == 0;
  }

  /** Pods that pull though they bear the mark of those that leave: Kubernetes would take them. */
  public List<WorkerPod> wronglyMarked() {
    return staying.stream().filter(pod -> pod.marked() && pulls(pod)).toList();
  }

  private boolean pulls(WorkerPod pod) {
    return !cordoned.contains(pod) && !released.contains(pod);
  }
}
