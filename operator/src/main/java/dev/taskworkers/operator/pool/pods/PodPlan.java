// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
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
 * @param replacements pods that leave, and whose places are kept: one that somebody asks to drain,
 *     and one that is ill
 */
public record PodPlan(
    int replicas,
    List<WorkerPod> cordon,
    List<WorkerPod> mark,
    List<WorkerPod> release,
    List<WorkerPod> uncordon,
    List<Replacement> replacements) {
  public PodPlan {
    cordon = List.copyOf(cordon);
    mark = List.copyOf(mark);
    release = List.copyOf(release);
    uncordon = List.copyOf(uncordon);
    replacements = List.copyOf(replacements);
  }

  /** A plan in which nobody is replaced. */
  PodPlan(
      int replicas,
      List<WorkerPod> cordon,
      List<WorkerPod> mark,
      List<WorkerPod> release,
      List<WorkerPod> uncordon) {
    this(replicas, cordon, mark, release, uncordon, List.of());
  }

  /** This plan, with pods that are replaced unless they leave anyway. */
  public PodPlan replacing(List<Replacement> some) {
    var stay =
        some.stream()
            .filter(it -> !cordon.contains(it.pod()) && !uncordon.contains(it.pod()))
            .toList();
    var more = (int) stay.stream().filter(Replacement::outlasts).count();
    return new PodPlan(replicas + more, cordon, mark, release, uncordon, stay);
  }

  /**
   * The plan that gives the pool {@code wanted} pods that pull.
   *
   * @param reportingState whether the workers can be asked
   */
  public static PodPlan of(int wanted, ReportingState reportingState, PodInventory inventory) {
    if (wanted > inventory.active()) {
      return growing(wanted, inventory);
    }
    return switch (reportingState) {
      case NOW -> shrinking(wanted, inventory);
      case LOST -> unheard(inventory.active(), inventory);
      case NEVER ->
          heardCanLeave(wanted, inventory)
              ? shrinking(wanted, inventory)
              : unheard(wanted, inventory);
    };
  }

  /** Those that are heard leave first: of the others Kubernetes might choose one that works. */
  private static boolean heardCanLeave(int wanted, PodInventory inventory) {
    return inventory.active() - wanted <= inventory.leastBusy().size();
  }

  private static PodPlan growing(int wanted, PodInventory inventory) {
    var back = inventory.wellFirst().stream().limit(wanted - inventory.active()).toList();
    var still = inventory.wellFirst().stream().skip(back.size()).toList();
    return new PodPlan(
        wanted + still.size() + inventory.outlasting(), still, List.of(), List.of(), back);
  }

  /** What was cordoned while workers could be heard may still have to finish. */
  private static PodPlan unheard(int wanted, PodInventory inventory) {
    return new PodPlan(
        wanted + inventory.finishing(), inventory.cordoned(), List.of(), List.of(), List.of());
  }

  private static PodPlan shrinking(int wanted, PodInventory inventory) {
    var surplus = inventory.active() - wanted;
    // Kubernetes removes first what is not ready; of those, the ones without life go as they are.
    var lifeless = Math.min(surplus, inventory.lifeless());
    var leaving = inventory.leastBusy().stream().limit(surplus - lifeless);
    var idle = inventory.cordoned().stream().filter(inventory::hasFinished).toList();
    // A mark that could not be taken away yet would have Kubernetes take a pod that works.
    if (inventory.unsettled() || !inventory.wronglyMarked().isEmpty()) {
      return new PodPlan(
          inventory.active() + inventory.finishing(),
          Stream.concat(inventory.cordoned().stream(), leaving).toList(),
          unmarked(idle),
          List.of(),
          List.of());
    }
    // It would remove a pod that starts rather than an idle one; so the idle one takes its place.
    var back = idle.stream().limit(inventory.lifeless() - lifeless).toList();
    var going = idle.stream().skip(back.size()).toList();
    // The cost must be seen by Kubernetes before the replicas are lowered, or it takes another pod.
    var release = going.stream().filter(pod -> pod.marks().leaves()).toList();
    var still =
        inventory.cordoned().stream().filter(pod -> !release.contains(pod) && !back.contains(pod));
    // Those that leave stay until they say that they run nothing; unheard ones stay as they are.
    return new PodPlan(
        inventory.active() + inventory.finishing() - lifeless - back.size() - release.size(),
        Stream.concat(still, leaving).toList(),
        unmarked(going),
        release,
        back);
  }

  private static List<WorkerPod> unmarked(List<WorkerPod> pods) {
    return pods.stream().filter(pod -> !pod.marks().leaves()).toList();
  }
}
