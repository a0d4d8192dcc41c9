// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod that a new one shall replace: it is cordoned, and deleted once it runs nothing. A user asks
 * for it, or it fails while most others work. What most have in common a new pod hardly ever fixes,
 * so that only one is tried, and the others follow if that one works.
 *
 * @param why as the end of a sentence
 * @param idle whether it has said that it pulls no more and runs nothing
 * @param outlasts whether it turns out now that it does not become idle at once: then another one
 *     works beside it until it does
 */
public record Replacement(WorkerPod pod, String why, boolean idle, boolean outlasts) {
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
            && inventory.works(pod);
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
                of(
                    pod,
                    "its annotation " + ClusterNames.DRAIN + " asks for it",
                    inventory,
                    cordons,
                    now));
  }

  private static Optional<Replacement> ill(PodInventory inventory, Cordons cordons, Instant now) {
    var working = inventory.staying().stream().filter(inventory::pulls).toList();
    var ill = new LinkedHashMap<WorkerPod, Illness>();
    working.forEach(pod -> Illness.of(pod, inventory, now).ifPresent(it -> ill.put(pod, it)));
    var well = working.stream().filter(pod -> pod.ready() && !ill.containsKey(pod)).toList();
    var areFew = !well.isEmpty() && 2 * ill.size() <= working.size();
    var isTried = working.stream().anyMatch(pod -> isOnItsWay(pod, now) && !ill.containsKey(pod));
    return ill.keySet().stream()
        .sorted(underWayFirst(cordons, now))
        .flatMap(
            pod -> {
              var illness = ill.get(pod);
              var among =
                  areFew || illness.spares(well, now)
                      ? others(areFew).filter(why -> cordons.mayReplace(pod.name(), now))
                      : Optional.of(
                              ", and most others don't work either, so that a new pod is tried")
                          .filter(
                              why ->
                                  cordons.isReplaced(pod.name(), now)
                                      || illness.isLong() && !isTried)
                          .filter(why -> cordons.mayTry(pod.name(), now));
              return among
                  .map(why -> of(pod, illness.why() + why, inventory, cordons, now))
                  .stream();
            })
        .findFirst();
  }

  private static Optional<String> others(boolean most) {
    return Optional.of(most ? " while most others work" : " while a newer one works");
  }

  /** One without a node takes the place of the pod that is deleted. */
  private static boolean isOnItsWay(WorkerPod pod, Instant now) {
    return !pod.ready() && !pod.unschedulable() && Illness.isNew(pod, now);
  }

  private static Comparator<WorkerPod> underWayFirst(Cordons cordons, Instant now) {
    return Comparator.comparing((WorkerPod pod) -> !cordons.isReplaced(pod.name(), now))
        .thenComparing(WorkerPod::createdAt);
  }
}
