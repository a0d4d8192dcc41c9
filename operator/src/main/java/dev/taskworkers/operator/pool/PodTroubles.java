// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.scaling.input.Phrases;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What keeps pods of a pool from running tasks, for longer than a start explains.
 *
 * @param pods how many pods there are, those that are told to stop left out
 * @param found what is wrong with which pod, the first kind being the most telling
 */
record PodTroubles(int pods, Map<Kind, SortedMap<String, String>> found) {
  /** A pod that is only starting may look like one in trouble for so long. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A kind of trouble, as a condition's reason and as the end of a sentence. */
  enum Kind {
    HANDLER_DOWN("HandlerDown", "can't reach the handler"),
    CONTAINER_STUCK("ContainerStuck", "can't run a container"),
    UNSCHEDULABLE("Unschedulable", "can't be placed on any node");

    private final String reason;
    private final String words;

    Kind(String reason, String words) {
      this.reason = reason;
      this.words = words;
    }
  }

  /** Those of {@code inventory} at {@code now}. */
  static PodTroubles of(PodInventory inventory, Instant now) {
    var found = new EnumMap<Kind, SortedMap<String, String>>(Kind.class);
    for (var pod : inventory.staying()) {
      handlerDown(inventory.reports().get(pod.name()))
          .ifPresent(why -> put(found, Kind.HANDLER_DOWN, pod, why));
      pod.stuck()
          .filter(why -> isOver(pod, now))
          .ifPresent(
              why ->
                  put(
                      found,
                      pod.unschedulable() ? Kind.UNSCHEDULABLE : Kind.CONTAINER_STUCK,
                      pod,
                      why));
    }
    return new PodTroubles(inventory.staying().size(), found);
  }

  private static Optional<String> handlerDown(WorkerReport report) {
    return Optional.ofNullable(report)
        .flatMap(WorkerReport::handlerDown)
        .filter(down -> Duration.between(down.since(), report.now()).compareTo(PATIENCE) >= 0)
        .map(WorkerReport.HandlerDown::why);
  }

  /** A cluster that adds nodes, or a registry that hesitates, is given the time for it. */
  private static boolean isOver(WorkerPod pod, Instant now) {
    return !pod.unschedulableSince().orElse(pod.createdAt()).plus(PATIENCE).isAfter(now);
  }

  private static void put(
      Map<Kind, SortedMap<String, String>> found, Kind kind, WorkerPod pod, String why) {
    found.computeIfAbsent(kind, any -> new TreeMap<>()).put(pod.name(), why);
  }

  /** Says it in the condition {@code PodsHealthy}. */
  void tell(Conditions conditions) {
    found.keySet().stream()
        .min(Comparator.naturalOrder())
        .ifPresentOrElse(
            worst -> conditions.set(ConditionType.PODS_HEALTHY, false, worst.reason, words()),
            () ->
                conditions.set(
                    ConditionType.PODS_HEALTHY,
                    true,
                    "NoTrouble",
                    "Nothing keeps pods from running tasks."));
  }

  /** One pod of each kind is named. */
  private String words() {
    return found.entrySet().stream()
        .map(
            entry ->
                entry.getValue().size()
                    + " of "
                    + Phrases.pods(pods)
                    + " "
                    + entry.getKey().words
                    + "; "
                    + entry.getValue().firstKey()
                    + ": "
                    + entry.getValue().get(entry.getValue().firstKey()))
        .map(sentence -> sentence.endsWith(".") ? sentence : sentence + ".")
        .collect(Collectors.joining(" "));
  }
}
