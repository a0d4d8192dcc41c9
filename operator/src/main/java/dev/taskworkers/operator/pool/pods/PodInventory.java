// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import com.google.common.collect.Sets;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pods of a pool, as far as it matters which of them work and which leave.
 *
 * @param replicas that the Deployment asks for, cordoned pods included
 * @param staying pods that are not told to stop
 * @param cordoned those of them that are kept from pulling
 * @param released those of them that Kubernetes is about to remove; not among the replicas
 * @param lifeless replicas that go first, since they run nothing and can't be asked: pods that have
 *     not begun or have been lost for long, and those that Kubernetes has not made, as under a
 *     quota
 * @param unsettled whether Kubernetes, which removes pods that are not ready first, might remove
 *     one that works
 * @param replaced pods that pull no more because others take their places
 * @param outlasting how many of them have not become idle at once, and have others beside them
 * @param reports the pods' own words, by name, if they are not older than the last order
 * @param outdated names of those whose words are
 */
public record PodInventory(
    int replicas,
    List<WorkerPod> staying,
    List<WorkerPod> cordoned,
    List<WorkerPod> released,
    int lifeless,
    boolean unsettled,
    List<WorkerPod> replaced,
    int outlasting,
    Map<String, WorkerReport> reports,
    Set<String> outdated) {

  /**
   * A pod that has been neither ready nor heard for so long runs nothing: a Deployment's own
   * default for {@code progressDeadlineSeconds}.
   */
  private static final Duration LOST = Duration.ofMinutes(10);

  public PodInventory {
    staying = List.copyOf(staying);
    cordoned = List.copyOf(cordoned);
    released = List.copyOf(released);
    replaced = List.copyOf(replaced);
    reports = Map.copyOf(reports);
    outdated = Set.copyOf(outdated);
  }

  /** An inventory in which nobody is replaced. */
  public PodInventory(
      int replicas,
      List<WorkerPod> staying,
      List<WorkerPod> cordoned,
      List<WorkerPod> released,
      int lifeless,
      boolean unsettled,
      Map<String, WorkerReport> reports) {
    this(
        replicas, staying, cordoned, released, lifeless, unsettled, List.of(), 0, reports,
        Set.of());
  }

  /**
   * The inventory at {@code now}.
   *
   * @param rollsOut whether the Deployment replaces its pods, and has more than it asks for
   */
  public static PodInventory of(
      int replicas,
      boolean rollsOut,
      PoolPods pods,
      Cordons cordons,
      Map<String, WorkerReport> reports,
      Instant now) {
    var staying = pods.staying();
    var unready = staying.stream().filter(pod -> !pod.ready()).toList();
    var replaced = staying.stream().filter(pod -> cordons.isReplaced(pod.name(), now)).toList();
    var current = cordons.current(reports);
    var lifeless = staying.stream().filter(pod -> isLifeless(pod, reports, now)).toList();
    var cordoned =
        staying.stream()
            .filter(pod -> !isAmong(lifeless, pod))
            .filter(pod -> cordons.contains(pod.name(), reports, now))
            .toList();
    // Kubernetes removes those without life first.
    var surplus = staying.size() - replicas - lifeless.size();
    var released = released(surplus, rollsOut, staying, cordoned, cordons, current, now);
    return new PodInventory(
        replicas,
        staying,
        cordoned.stream().filter(pod -> !isAmong(released, pod)).toList(),
        released,
        lifeless.size(),
        unready.stream().anyMatch(pod -> mayWork(pod, reports, now)),
        replaced,
        (int) replaced.stream().filter(pod -> cordons.isOutlasting(pod.name(), now)).count(),
        current,
        Sets.difference(reports.keySet(), current.keySet()));
  }

  /**
   * Pods that Kubernetes is about to remove: those that were released a moment ago, and of those
   * released long ago, or by an operator before this one, as many as there are too many. The others
   * are among the replicas again, because more were asked for in the meantime.
   */
  private static List<WorkerPod> released(
      int surplus,
      boolean rollsOut,
      List<WorkerPod> staying,
      List<WorkerPod> cordoned,
      Cordons cordons,
      Map<String, WorkerReport> current,
      Instant now) {
    var lately = staying.stream().filter(pod -> cordons.isReleased(pod.name(), now)).toList();
    var before =
        cordoned.stream()
            .filter(pod -> cordons.wasReleased(pod.name()))
            .filter(pod -> !cordons.isReleased(pod.name(), now));
    var byAnother =
        cordoned.stream()
            .filter(pod -> !rollsOut && !cordons.wasReleased(pod.name()))
            .filter(pod -> pod.marks().leaves() && hasFinished(current.get(pod.name())));
    return Stream.of(lately.stream(), before, byAnother)
        .flatMap(pods -> pods)
        .limit(Math.max(lately.size(), surplus))
        .toList();
  }

  private static boolean isLifeless(WorkerPod pod, Map<String, WorkerReport> reports, Instant now) {
    return !pod.ready() && !reports.containsKey(pod.name()) && !mayWork(pod, reports, now);
  }

  /** Of a pod that is not ready: what it says itself, and if it says nothing, whether it could. */
  private static boolean mayWork(WorkerPod pod, Map<String, WorkerReport> reports, Instant now) {
    var report = reports.get(pod.name());
    return report != null
        ? report.inHand() > 0
        : pod.begun() && pod.readiness().since().plus(LOST).isAfter(now);
  }

  /** This inventory where Kubernetes refuses to make pods, as under a quota. */
  public PodInventory refused() {
    var missing = Math.max(0, replicas + released.size() - staying.size());
    return new PodInventory(
        replicas,
        staying,
        cordoned,
        released,
        lifeless + missing,
        unsettled,
        replaced,
        outlasting,
        reports,
        outdated);
  }

  /** Replicas that are there for pods that pull no more, and still have to finish. */
  public int finishing() {
    return cordoned.size() + outlasting;
  }

  /** Replicas that are meant to pull. */
  public int active() {
    return Math.max(0, replicas - finishing());
  }

  /** Pods that are ready and pull. */
  public int ready() {
    return (int)
        staying.stream()
            .filter(pod -> pod.ready() && pulls(pod) && !isAmong(replaced, pod))
            .count();
  }

  /** Pods that pull and can be heard: the least busy first, then the ill, then the youngest. */
  List<WorkerPod> leastBusy() {
    return staying.stream()
        .filter(pod -> pulls(pod) && !isAmong(replaced, pod))
        .filter(pod -> reports.containsKey(pod.name()))
        .sorted(
            Comparator.comparingInt((WorkerPod pod) -> reports.get(pod.name()).inHand())
                .thenComparing(this::isWell)
                .thenComparing(WorkerPod::createdAt, Comparator.reverseOrder()))
        .toList();
  }

  /** Cordoned pods in the order in which they are put back to work. */
  List<WorkerPod> wellFirst() {
    return cordoned.stream()
        .sorted(Comparator.comparing(this::isWell, Comparator.reverseOrder()))
        .toList();
  }

  private boolean isWell(WorkerPod pod) {
    var report = reports.get(pod.name());
    return pod.ready() && (report == null || report.handlerDown().isEmpty());
  }

  /** Whether a cordoned pod has said that it pulls no more and has no task in hand. */
  boolean hasFinished(WorkerPod pod) {
    return hasFinished(reports.get(pod.name()));
  }

  private static boolean hasFinished(WorkerReport report) {
    return report != null && report.cordoned() && report.inHand() == 0;
  }

  /** Whether a pod has said that it has a task in hand. */
  boolean works(WorkerPod pod) {
    var report = reports.get(pod.name());
    return report != null && report.inHand() > 0;
  }

  /** Pods that pull though they bear the mark of those that leave: Kubernetes would take them. */
  public List<WorkerPod> wronglyMarked() {
    return staying.stream().filter(pod -> pod.marks().leaves() && pulls(pod)).toList();
  }

  /** Whether another controller chooses among these pods, too, by deletion costs of its own. */
  public boolean bearsForeignCosts() {
    return staying.stream().anyMatch(pod -> pod.marks().foreignCost().isPresent());
  }

  /** How long a task of these pods has taken on average; 0 before the first has ended. */
  double meanTaskSeconds() {
    var count = 0L;
    for (var report : reports.values()) {
      count += report.taskSeconds().count();
    }
    var sum = reports.values().stream().mapToDouble(r -> r.taskSeconds().sum()).sum();
    return count == 0 ? 0 : sum / count;
  }

  /** Whether {@code pod} is among those that work, for this pool's decision. */
  boolean pulls(WorkerPod pod) {
    return !isAmong(cordoned, pod) && !isAmong(released, pod);
  }

  /** By its name: all that is known of two pods takes long to compare. */
  private static boolean isAmong(List<WorkerPod> pods, WorkerPod pod) {
    for (var each : pods) {
      if (each.name().equals(pod.name())) {
        return true;
      }
    }
    return false;
  }
}
