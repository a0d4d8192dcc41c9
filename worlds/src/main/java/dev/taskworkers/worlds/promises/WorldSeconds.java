// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.World;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** In which seconds of a world something is so. */
final class WorldSeconds {
  private final World world;
  private final int count;

  WorldSeconds(World world, int count) {
    this.world = world;
    this.count = count;
  }

  /** Something of this kind is going wrong. */
  BitSet on(Class<? extends Disturbance> kind) {
    var on = new BitSet();
    world.all(kind).filter(this::comes).forEach(one -> on.set((int) one.from(), end(one)));
    return on;
  }

  /** When one of this kind has begun last; 0 before the first. */
  int lastBegin(Class<? extends Disturbance> kind, int second) {
    return world
        .all(kind)
        .mapToInt(one -> (int) one.from())
        .filter(from -> from <= second)
        .max()
        .orElse(0);
  }

  /** Whether it begins before the world ends. */
  boolean comes(Disturbance one) {
    return one.from() < count - 1;
  }

  /** The second after its last one, in the world. */
  int end(Disturbance one) {
    return Math.max((int) one.from() + 1, (int) Math.min(count, one.until()));
  }

  BitSet all() {
    return where(s -> true);
  }

  /** Those of which it is so. */
  BitSet where(IntPredicate is) {
    var seconds = new BitSet();
    for (var second = 0; second < count; second++) {
      seconds.set(second, is.test(second));
    }
    return seconds;
  }

  /** Those of {@code one} of which the other is so, too. */
  static BitSet both(BitSet one, IntPredicate other) {
    var both = new BitSet();
    one.stream().filter(other).forEach(both::set);
    return both;
  }
}
