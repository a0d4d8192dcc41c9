// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.worlds.spec.Disturbance.SlowControllers;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls by which Kubernetes removes pods: Kubernetes pkg/controller/replicaset/replica_set.go
 * chooses all of them at once, and looks again when the last call has been made.
 */
final class Removals {
  private final World world;
  private final VirtualTime time;
  private double lastAt = Double.NEGATIVE_INFINITY;

  Removals(World world, VirtualTime time) {
    this.world = world;
    this.time = time;
  }

  /** When pods are made and chosen again, in seconds; empty where that is now. */
  Optional<Double> nextLook() {
    var now = time.seconds();
    return lastAt > now
        ? Optional.of(lastAt)
        : slow().filter(it -> it.perSecond() == 0).map(SlowControllers::until);
  }

  private Optional<SlowControllers> slow() {
    var now = time.seconds();
    return world
        .all(SlowControllers.class)
        .filter(it -> it.from() <= now && now < it.until())
        .findFirst();
  }

  /** Has {@code call} made for each of the pods that were chosen. */
  void begin(List<PlayedPod> chosen, Consumer<PlayedPod> call) {
    var slow = slow();
    if (slow.isEmpty()) {
      chosen.forEach(call);
      return;
    }
    for (var pod : chosen) {
      lastAt = Math.max(lastAt, time.seconds()) + 1 / slow.get().perSecond();
      time.at(lastAt, () -> call.accept(pod));
    }
  }
}
