// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.Promise;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;

/** Makes a world smaller that breaks a promise, for as long as it still breaks it. */
final class Shrinker {
  private static final int HALVINGS = 6;

  private final Promise promise;
  private Drawn smallest;

  private Shrinker(Drawn world, Promise promise) {
    this.smallest = world;
    this.promise = promise;
  }

  /** The smallest world that still breaks a promise which {@code world} breaks. */
  static Drawn shrink(Drawn world, Promise promise) {
    var shrinker = new Shrinker(world, promise);
    shrinker.takeOut();
    shrinker.halveLoad();
    shrinker.halveTime();
    return shrinker.smallest;
  }

  private void takeOut() {
    for (var index = smallest.items().size() - 1; index >= 0; index--) {
      attempt(smallest.without(index));
    }
  }

  private void halveLoad() {
    var halvings = 0;
    while (halvings < HALVINGS
        && attempt(
            smallest.on(
                smallest
                    .plain()
                    .loads(smallest.plain().loads().stream().map(Load::halved).toList())))) {
      halvings++;
    }
  }

  private void halveTime() {
    var halvings = 0;
    while (halvings < HALVINGS && attempt(smallest.on(halved(smallest.plain())))) {
      halvings++;
    }
  }

  private static World halved(World world) {
    return world.lasting(world.seconds() / 2);
  }

  private boolean attempt(Drawn smaller) {
    if (breaks(smaller).isEmpty()) {
      return false;
    }
    smallest = smaller;
    return true;
  }

  private Optional<Promise.Broken> breaks(Drawn world) {
    return promise.check(Play.of(world.world()));
  }
}
