// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * What keeps a pod from its work that can be heard.
 *
 * @param lasted for how long
 * @param why as the end of a sentence
 */
record Illness(Duration lasted, String why) {
  /** Longer than a container takes to start again. */
  private static final Duration DOWN = Duration.ofSeconds(20);

  private static final Duration NOT_READY = Duration.ofMinutes(3);

  /** What most pods have at once is mostly over sooner, as a restart of what they depend on is. */
  private static final Duration LONG = Duration.ofMinutes(1);

  /** A handler that answers for so long works. */
  private static final Duration WORKS = Duration.ofMinutes(1);

  /** A pod that has never worked may still be on its way for so long. */
  private static final Duration LONGEST_START = Duration.ofMinutes(30);

  /** That of {@code pod}, if it is ill. */
  static Optional<Illness> of(WorkerPod pod, PodInventory inventory, Instant now) {
    return Optional.ofNullable(inventory.reports().get(pod.name()))
        .filter(report -> !mayStart(pod, report, now))
        .flatMap(report -> down(report).or(() -> notReady(pod, now)));
  }

  /** Whether it lasts for so long that a new pod is worth a try even where most are ill. */
  boolean isLong() {
    return isLong(lasted, LONG);
  }

  /** Whether one of {@code well} was made since and works: then it is not what all pods have. */
  boolean spares(Collection<WorkerPod> well, Instant now) {
    return well.stream()
        .filter(pod -> Duration.between(pod.createdAt(), now).compareTo(lasted) < 0)
        .anyMatch(pod -> isLong(Duration.between(pod.readiness().since(), now), WORKS));
  }

  private static Optional<Illness> down(WorkerReport report) {
    return report
        .handlerDown()
        .map(
            down ->
                new Illness(
                    Duration.between(down.since(), report.now()),
                    "its handler has not answered since " + down.since() + saying(down)))
        .filter(illness -> isLong(illness.lasted(), DOWN));
  }

  private static Optional<Illness> notReady(WorkerPod pod, Instant now) {
    var since = pod.readiness().since();
    return Optional.of(
            new Illness(Duration.between(since, now), "it has not been ready since " + since))
        .filter(illness -> !pod.ready() && isLong(illness.lasted(), NOT_READY));
  }

  private static String saying(HandlerDown down) {
    return down.why().isEmpty() ? "" : " (" + down.why() + ")";
  }

  /** One that is slow to start is no better for being started anew. */
  private static boolean mayStart(WorkerPod pod, WorkerReport report, Instant now) {
    return isNew(pod, now) && report.counters().of(TaskEvent.STARTED) == 0;
  }

  /** Whether {@code pod} has never been ready, and may still become so. */
  static boolean isNew(WorkerPod pod, Instant now) {
    return !pod.readiness().everBefore()
        && !isLong(Duration.between(pod.createdAt(), now), LONGEST_START);
  }

  private static boolean isLong(Duration duration, Duration limit) {
    return duration.compareTo(limit) >= 0;
  }
}
