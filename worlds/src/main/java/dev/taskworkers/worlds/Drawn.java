package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.World;
import java.util.ArrayList;
import java.util.List;

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
