// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Promise;
import dev.taskworkers.worlds.promises.Promises;
import dev.taskworkers.worlds.promises.SignalGroup;
import java.util.List;
import java.util.Optional;

/**
 * What came of the world of one seed.
 *
 * @param group of the signals that it has
 * @param applied promises by which it could be broken
 * @param drawn kinds of its items
 * @param trial the one without which it was played once more
 */
record Outcome(
    long seed,
    String group,
    Measured measured,
    List<String> applied,
    List<String> drawn,
    Optional<Trial> trial) {

  /**
   * A world was played without an item.
   *
   * @param mattered whether its history was another one
   */
  record Trial(String item, boolean mattered) {}

  /** Plays the world of a seed, and once more without one of its items. */
  static Outcome of(long seed) {
    var world = Generator.draw(seed);
    var history = Play.of(world.world());
    return new Outcome(
        seed,
        SignalGroup.of(history.world()),
        Measured.of("", history),
        Promises.ALL.stream()
            .filter(promise -> promise.appliesTo(history))
            .map(Promise::name)
            .toList(),
        world.items().stream().map(Item::name).toList(),
        world.onTrial().map(item -> trial(world, item, history)));
  }

  private static Trial trial(Drawn world, Item item, History history) {
    var without = Play.whileAs(history, world.without(item).world());
    return new Trial(item.name(), !without.digest().equals(history.digest()));
  }
}
