// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A world as it was drawn: a plain one, and the items that change it, each for itself.
 *
 * @param plain what is left when all items are taken out
 */
record Drawn(World plain, List<Item> items) {
  Drawn {
    items = List.copyOf(items);
  }

  long seed() {
    return plain.seed();
  }

  World world() {
    var world = plain;
    for (var item : items) {
      world = item.change().apply(world);
    }
    return world;
  }

  /**
   * The item without which it is played once more: the rarer a kind is drawn, the likelier, so that
   * each has as many turns as it can (Efraimidis and Spirakis, 2006).
   */
  Optional<Item> onTrial() {
    return items.stream().min(Comparator.comparingDouble(this::turn));
  }

  private double turn(Item item) {
    var random = new Random(Generator.mixed(seed(), "trial of " + item.name()));
    return -StrictMath.log(1 - random.nextDouble()) * item.kind().share();
  }

  Drawn without(Item item) {
    return without(items.indexOf(item));
  }

  /** The same without one of its items; what the others drew stays. */
  Drawn without(int index) {
    var rest = new ArrayList<>(items);
    rest.remove(index);
    return new Drawn(plain, rest);
  }

  /** The same with another plain world. */
  Drawn on(World other) {
    return new Drawn(other, items);
  }
}
