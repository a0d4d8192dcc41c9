// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import java.util.List;

/**
 * What came of many worlds; the fields are those of the JSON that is printed.
 *
 * @param worlds how many were played
 */
public record Report(int worlds, List<Kept> promises, List<Drawing> drawn, List<Score> scores) {
  /** In so many worlds everything that can be drawn has made a difference, or never does. */
  static final int MANY = 1_000;

  /**
   * How a promise was kept.
   *
   * @param worlds in which there was something by which it could have been broken
   * @param broken in how many of them it was not kept
   * @param seeds of those, the smallest first
   */
  public record Kept(String name, int worlds, int broken, List<Long> seeds) {}

  /**
   * How often something was drawn.
   *
   * @param worlds in which it was
   * @param tried in how many of those that were played once more without it
   * @param mattered in how many of these the history was another one
   */
  public record Drawing(String item, int worlds, int tried, int mattered) {}

  /**
   * How good pools were beside the oracle, of those with the same signals left.
   *
   * @param waitRatio the median of their 99th percentiles of the wait, as a multiple of the 30 s
   *     that the oracle lets a task wait at most
   * @param podHoursRatio all of their pod-hours together, as a multiple of the oracle's
   */
  public record Score(String group, double waitRatio, double podHoursRatio) {}

  /** What was drawn and never made a difference, where many worlds were played. */
  public List<String> neverMattered() {
    return worlds < MANY
        ? List.of()
        : drawn.stream().filter(item -> item.mattered() == 0).map(Drawing::item).toList();
  }

  /** Whether every promise was kept in every world. */
  public boolean allKept() {
    return promises.stream().allMatch(promise -> promise.broken() == 0);
  }
}
