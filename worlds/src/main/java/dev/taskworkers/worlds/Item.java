// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One thing that makes a world another one than the plain one.
 *
 * @param kind by which it is counted
 */
record Item(Kind kind, UnaryOperator<World> change) {
  /**
   * What may be drawn.
   *
   * @param share of the worlds that have it
   */
  record Kind(String name, double share, Drawer drawer) {
    /** Draws one, or none; from a stream of its own. */
    Optional<Item> draw(Random random, Frame frame) {
      return random.nextDouble() < share
          ? Optional.of(new Item(this, drawer.draw(random, frame)))
          : Optional.empty();
    }
  }

  /** Draws what an item changes. */
  interface Drawer {
    UnaryOperator<World> draw(Random random, Frame frame);
  }

  static Kind kind(String name, double share, Drawer drawer) {
    return new Kind(name, share, drawer);
  }

  /** One thing that goes wrong. */
  static UnaryOperator<World> at(Disturbance disturbance) {
    return world -> world.with(disturbance);
  }

  String name() {
    return kind.name();
  }
}
