// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A worker as a person sees it.
 *
 * @param state a word
 * @param since when the pod was created
 * @param secondsToReady from then to its being ready
 * @param node where it runs; absent while no node has it
 * @param image of its first container
 * @param secondsToNode from {@code since} to its having a node
 * @param secondsToBegin from {@code since} to the start of its first container; absent once it is
 *     ready
 * @param problem what keeps it from working
 * @param report what it says of itself; absent where it is not heard, or says nothing
 */
record WorkerView(
    String pod,
    String state,
    Instant since,
    Optional<Double> secondsToReady,
    Optional<String> node,
    Optional<String> image,
    Optional<Double> secondsToNode,
    Optional<Double> secondsToBegin,
    Optional<String> problem,
    Optional<Report> report) {

  /**
   * A worker's own words.
   *
   * @param busy tasks in hand, but for those that rest
   * @param blocked those of them that wait for their ordering key
   * @param ready those of them that wait for a slot or the rate
   * @param resting failed tasks that it keeps until their next run
   * @param longestRunSeconds how long its longest running task has run, given up or not
   * @param abandoned slots of tasks that ignore their cancellation
   */
  record Report(
      int slots,
      int slotsBusy,
      int busy,
      int blocked,
      int ready,
      int resting,
      int abandoned,
      boolean throttled,
      double longestRunSeconds,
      long finished,
      long failed,
      long deadLettered) {
    static Report of(WorkerReport report) {
      var counters = report.counters();
      return new Report(
          report.slots(),
          report.slotsBusy(),
          report.busy(),
          report.blocked(),
          report.ready(),
          report.resting(),
          report.abandoned(),
          report.throttled(),
          report.longestRunSeconds(),
          counters.of(TaskEvent.ACKED),
          counters.of(TaskEvent.FAILED),
          counters.of(TaskEvent.DEAD_LETTERED));
    }
  }

  /**
   * All workers that are not told to stop.
   *
   * @param reporting whether they are such as tell what they do
   */
  static List<WorkerView> of(PoolSnapshot seen, boolean reporting) {
    return seen.inventory().staying().stream()
        .map(pod -> of(pod, seen.inventory(), reporting))
        .toList();
  }

  static WorkerView of(WorkerPod pod, PodInventory inventory, boolean reporting) {
    var report = Optional.ofNullable(inventory.reports().get(pod.name()));
    return new WorkerView(
        pod.name(),
        state(pod, inventory, report, reporting),
        pod.createdAt(),
        pod.timeToReady().map(WorkerView::seconds),
        pod.placement().node(),
        pod.placement().image(),
        pod.placement().timeToNode().map(WorkerView::seconds),
        pod.placement().timeToBegin().map(WorkerView::seconds),
        pod.stuck().or(() -> report.flatMap(WorkerReport::handlerDown).map(down -> down.why())),
        report.map(Report::of));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private static String state(
      WorkerPod pod, PodInventory inventory, Optional<WorkerReport> report, boolean reporting) {
    if (report.filter(own -> own.handlerDown().isPresent()).isPresent()) {
      return "broken";
    }
    if (pod.stuck().isPresent()) {
      return "stuck";
    }
    if (inventory.cordoned().contains(pod)) {
      return "cordoned";
    }
    if (!pod.ready()) {
      return pod.readiness().everBefore() ? "not ready" : "starting";
    }
    if (!reporting) {
      return "ready";
    }
    return report.map(own -> own.inHand() > 0 ? "busy" : "idle").orElse("silent");
  }
}
