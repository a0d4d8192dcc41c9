// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import java.util.stream.IntStream;

/** How long pods take to start. */
final class Starts {
  /** A cluster that adds nodes does so within minutes, and so comes an image. */
  static final int LONGEST_EXPECTED = 300;

  private Starts() {}

  /**
   * Where pods have waited for a node or an image in [from, until], that is how long a start takes;
   * where they do for longer than can be expected, the status has to name that.
   */
  static double longest(double from, double until, History history) {
    var unplaced =
        IntStream.rangeClosed((int) from, (int) until).map(history.truth()::unplacedFor).max();
    var withoutImage =
        history
            .world()
            .all(NoImage.class)
            .mapToDouble(one -> Math.min(until, one.until()) - Math.max(from, one.from()))
            .max();
    return Math.max(
        history.world().nodes().longestStart(),
        Math.min(LONGEST_EXPECTED, Math.max(unplaced.orElse(0), withoutImage.orElse(0))));
  }
}
