// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.Optional;

/** One thing that holds in every world, whatever goes wrong in it. */
public interface Promise {
  /** A few words, by which it is counted. */
  String name();

  /** What is promised, as a sentence. */
  String sentence();

  /** Whether there was anything in a world by which it could have been broken. */
  boolean appliesTo(History history);

  /** The first moment at which it was broken; empty where it was kept. */
  Optional<Broken> check(History history);

  /**
   * A promise was broken.
   *
   * @param at seconds after the beginning of the world
   * @param why as a sentence
   */
  record Broken(double at, String why) {}
}
