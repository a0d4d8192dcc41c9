// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which annotations a pool's pods get and lose, the most urgent first and only so many at once: the
 * mark of those that leave, and while a pod runs long tasks the word to autoscalers to let it be.
 */
public final class MarkPlan {
  /** In one look; each is a call. */
  static final int AT_ONCE = 50;

  /** A watch shows within this time what was written. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(15);

  /** Another controller's deletion cost is written over at most so often. */
  private static final Duration OVER_ANOTHERS = Duration.ofMinutes(1);

  /** A task that has run, or usually runs, for so long may well outlast a drain of ten minutes. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** A pod without a long task may be taken after this time: the next one may come any moment. */
  private static final Duration CALM = Duration.ofMinutes(2);

  /** Annotations of one pod; empty takes one away. */
  public record Change(WorkerPod pod, Map<String, Optional<String>> annotations) {}

  private final Map<String, Instant> markedAt = new HashMap<>();
  private final Map<String, Instant> evictionAt = new HashMap<>();
  private final Map<String, Instant> workedLongAt = new HashMap<>();

  /**
   * What to write now.
   *
   * @param longTasks whether tasks of this pool may outlast a drain at all
   * @param given annotations that the user's own template has, which are the user's
   */
  public List<Change> at(
      PodInventory inventory, PodPlan podPlan, boolean longTasks, Set<String> given, Instant now) {
    forgetAllBut(inventory);
    var changes = new LinkedHashMap<WorkerPod, Map<String, Optional<String>>>();
    for (var pod : first(podPlan.mark().stream().filter(pod -> mayMark(pod, now)), changes)) {
      markedAt.put(pod.name(), now);
      put(changes, pod, Marks.DELETION_COST, Optional.of(Marks.CHEAP));
    }
    var back =
        Stream.concat(podPlan.uncordon().stream(), inventory.wronglyMarked().stream()).distinct();
    for (var pod : first(back.filter(pod -> isMarked(pod, now)), changes)) {
      markedAt.remove(pod.name());
      put(changes, pod, Marks.DELETION_COST, Optional.empty());
    }
    if (longTasks
        && !given.contains(Marks.SAFE_TO_EVICT)
        && !given.contains(Marks.DO_NOT_DISRUPT)) {
      protect(inventory, podPlan, changes, now);
    }
    return changes.entrySet().stream().map(e -> new Change(e.getKey(), e.getValue())).toList();
  }

  /** The changes of marks of a pool that nobody scales here: no pod is to leave. */
  public List<Change> at(
      PodInventory inventory, boolean longTasks, Set<String> given, Instant now) {
    var none = new PodPlan(inventory.replicas(), List.of(), List.of(), List.of(), List.of());
    return at(inventory, none, longTasks, given, now);
  }

  private void protect(
      PodInventory inventory,
      PodPlan podPlan,
      Map<WorkerPod, Map<String, Optional<String>>> changes,
      Instant now) {
    var usuallyLong = inventory.meanTaskSeconds() >= LONG.toSeconds();
    inventory
        .reports()
        .forEach(
            (pod, report) -> {
              if (worksLong(report, usuallyLong)) {
                workedLongAt.put(pod, now);
              }
            });
    var wrong =
        inventory.staying().stream()
            .filter(pod -> inventory.reports().containsKey(pod.name()))
            .filter(pod -> pod.marks().evictable() == isToBeLetBe(pod, podPlan, now))
            .filter(pod -> !isSoon(evictionAt.get(pod.name()), UNTIL_SEEN, now));
    for (var pod : first(wrong, changes)) {
      evictionAt.put(pod.name(), now);
      var letBe = pod.marks().evictable();
      put(changes, pod, Marks.SAFE_TO_EVICT, letBe ? Optional.of("false") : Optional.empty());
      put(changes, pod, Marks.DO_NOT_DISRUPT, letBe ? Optional.of("true") : Optional.empty());
    }
  }

  private boolean isToBeLetBe(WorkerPod pod, PodPlan podPlan, Instant now) {
    return isSoon(workedLongAt.get(pod.name()), CALM, now)
        && !podPlan.mark().contains(pod)
        && !podPlan.release().contains(pod);
  }

  private static boolean worksLong(WorkerReport report, boolean usuallyLong) {
    return report.busy() > 0 && (usuallyLong || report.oldestInFlightSeconds() >= LONG.toSeconds());
  }

  private boolean mayMark(WorkerPod pod, Instant now) {
    var pause = pod.marks().foreignCost().isPresent() ? OVER_ANOTHERS : UNTIL_SEEN;
    return !isSoon(markedAt.get(pod.name()), pause, now);
  }

  /** A mark of a moment ago may not be seen yet. */
  private boolean isMarked(WorkerPod pod, Instant now) {
    return pod.marks().leaves() || isSoon(markedAt.get(pod.name()), UNTIL_SEEN, now);
  }

  private static boolean isSoon(Instant at, Duration within, Instant now) {
    return at != null && at.plus(within).isAfter(now);
  }

  /** As many as there is room for; a pod that is written to anyway needs none. */
  private static List<WorkerPod> first(
      Stream<WorkerPod> pods, Map<WorkerPod, Map<String, Optional<String>>> changes) {
    Predicate<WorkerPod> among = changes::containsKey;
    var all = pods.toList();
    return all.isEmpty()
        ? all
        : Stream.concat(
                all.stream().filter(among),
                all.stream().filter(among.negate()).limit(Math.max(0, AT_ONCE - changes.size())))
            .toList();
  }

  private static void put(
      Map<WorkerPod, Map<String, Optional<String>>> changes,
      WorkerPod pod,
      String name,
      Optional<String> value) {
    changes.computeIfAbsent(pod, any -> new LinkedHashMap<>()).put(name, value);
  }

  private void forgetAllBut(PodInventory inventory) {
    var names = inventory.staying().stream().map(WorkerPod::name).collect(Collectors.toSet());
    Stream.of(markedAt, evictionAt, workedLongAt).forEach(map -> map.keySet().retainAll(names));
  }
}
