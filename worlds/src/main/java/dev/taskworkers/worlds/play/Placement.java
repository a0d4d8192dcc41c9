// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.World;
import java.util.function.IntSupplier;

/** Gives pods a node as scheduler and node autoscaler do: at once, late, or not at all. */
final class Placement {
  private static final double RETRY_SECONDS = 1;

  private final World world;
  private final VirtualTime time;
  private final IntSupplier placed;

  /**
   * @param placed pods that have a node
   */
  Placement(World world, VirtualTime time, IntSupplier placed) {
    this.world = world;
    this.time = time;
    this.placed = placed;
  }

  /**
   * Finds a node for a new pod.
   *
   * @param then runs when it has one
   */
  void place(PlayedPod pod, Runnable then) {
    if (placed.getAsInt() < world.nodes().room()) {
      attempt(pod, then);
    } else {
      time.at(time.seconds() + world.nodes().nodeSeconds(), () -> attempt(pod, then));
    }
  }

  private void attempt(PlayedPod pod, Runnable then) {
    if (pod.isGone()) {
      return;
    }
    var now = time.seconds();
    if (placed.getAsInt() >= room(now)) {
      time.at(now + RETRY_SECONDS, () -> attempt(pod, then));
    } else {
      pod.place(now);
      then.run();
    }
  }

  private int room(double now) {
    return world
        .all(NoRoom.class)
        .filter(full -> full.from() <= now && now < full.until())
        .mapToInt(NoRoom::pods)
        .min()
        .orElse(Integer.MAX_VALUE);
  }
}
