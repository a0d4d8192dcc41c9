package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod that a new one shall replace: it is cordoned, and deleted once it runs nothing. A user asks
 * for it, or it fails while most others work; what all have in common no new pod would fix.
 *
 * @param why as the end of a sentence
 * @param idle whether it has said that it pulls no more and runs nothing
 * @param outlasts whether it turns out now that it does not become idle at once: then another one
 *     works beside it until it does
 */
public record Replacement(WorkerPod pod, String why, boolean idle, boolean outlasts) {
  /** Longer than a container takes to start again. */
  private static final Duration DOWN = Duration.ofSeconds(20);

  private static final Duration NOT_READY = Duration.ofMinutes(3);

  /** A pod that has never worked may still be on its way for so long. */
  private static final Duration LONGEST_START = Duration.ofMinutes(30);

  /** Those of {@code inventory}: one for each cause, since a drain may take as long as a task. */
  public static List<Replacement> of(PodInventory inventory, Cordons cordons, Instant now) {
    var found = new LinkedHashMap<WorkerPod, Replacement>();
    Stream.concat(
            Stream.of(asked(inventory, cordons, now), ill(inventory, cordons, now))
                .flatMap(Optional::stream),
            unconfirmed(inventory, cordons, now))
        .forEach(one -> found.putIfAbsent(one.pod(), one));
    return List.copyOf(found.values());
  }

  private static Replacement of(
      WorkerPod pod, String why, PodInventory inventory, Cordons cordons, Instant now) {
    var idle = inventory.hasFinished(pod);
    var outlasts =
        !idle
            && cordons.isReplaced(pod.name(), now)
            && !cordons.isOutlasting(pod.name(), now)
            && inventory.runs(pod);
    return new Replacement(pod, why, idle, outlasts);
  }

  /**
   * Those that were told to pull no more, and whose words are older than that by their own clocks,
   * which may be behind: they are told again until they have answered.
   */
  private static Stream<Replacement> unconfirmed(
      PodInventory inventory, Cordons cordons, Instant now) {
    return inventory.replaced().stream()
        .filter(pod -> inventory.outdated().contains(pod.name()))
        .map(pod -> of(pod, "it was told to pull no more", inventory, cordons, now));
  }

  /** Who asks knows what for, so it is done with the last pod, too, and as often. */
  private static Optional<Replacement> asked(PodInventory inventory, Cordons cordons, Instant now) {
    return inventory.staying().stream()
        .filter(pod -> pod.marks().drain() && inventory.pulls(pod))
        .filter(pod -> inventory.reports().containsKey(pod.name()))
        .filter(pod -> cordons.mayDrain(pod.name(), now))
        .min(underWayFirst(cordons, now))
        .map(
            pod ->
                of(pod, "its annotation " + Marks.DRAIN + " asks for it", inventory, cordons, now));
  }

  private static Optional<Replacement> ill(PodInventory inventory, Cordons cordons, Instant now) {
    var ill = new LinkedHashMap<WorkerPod, String>();
    var working = inventory.staying().stream().filter(inventory::pulls).toList();
    working.forEach(pod -> illness(pod, inventory, now).ifPresent(why -> ill.put(pod, why)));
    var well = working.stream().filter(pod -> pod.ready() && !ill.containsKey(pod)).count();
    if (well == 0 || 2 * ill.size() > working.size()) {
      return Optional.empty();
    }
    return ill.entrySet().stream()
        .filter(entry -> cordons.mayReplace(entry.getKey().name(), now))
        .min(Map.Entry.comparingByKey(underWayFirst(cordons, now)))
        .map(
            e -> of(e.getKey(), e.getValue() + " while most others work", inventory, cordons, now));
  }

  private static Comparator<WorkerPod> underWayFirst(Cordons cordons, Instant now) {
    return Comparator.comparing((WorkerPod pod) -> !cordons.isReplaced(pod.name(), now))
        .thenComparing(WorkerPod::createdAt);
  }

  private static Optional<String> illness(WorkerPod pod, PodInventory inventory, Instant now) {
    return Optional.ofNullable(inventory.reports().get(pod.name()))
        .flatMap(report -> down(pod, report, now).or(() -> notReady(pod, report, now)));
  }

  private static Optional<String> down(WorkerPod pod, WorkerReport report, Instant now) {
    return report
        .handlerDown()
        .filter(down -> isLong(Duration.between(down.since(), report.now()), DOWN))
        .filter(down -> !mayStart(pod, report, now))
        .map(down -> "its handler has not answered since " + down.since() + saying(down));
  }

  private static Optional<String> notReady(WorkerPod pod, WorkerReport report, Instant now) {
    var since = pod.readiness().since();
    return !pod.ready()
            && isLong(Duration.between(since, now), NOT_READY)
            && !mayStart(pod, report, now)
        ? Optional.of("it has not been ready since " + since)
        : Optional.empty();
  }

  private static String saying(HandlerDown down) {
    return down.why().isEmpty() ? "" : " (" + down.why() + ")";
  }

  /** One that is slow to start is no better for being started anew. */
  private static boolean mayStart(WorkerPod pod, WorkerReport report, Instant now) {
    return !pod.readiness().everBefore()
        && report.counters().of(TaskEvent.STARTED) == 0
        && !isLong(Duration.between(pod.createdAt(), now), LONGEST_START);
  }

  private static boolean isLong(Duration duration, Duration limit) {
    return duration.compareTo(limit) >= 0;
  }
}
