// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import java.time.Duration;

/**
 * Runs that failed soon, one after the other, with no success between them: when there are many it
 * is hardly the tasks that are at fault.
 */
final class FailureStreak {
  /** What fails more slowly does no harm by haste: it neither counts nor ends a streak. */
  static final Duration SOON = Duration.ofSeconds(10);

  /** By chance, of tasks of which every second one fails, so many do so once in a million runs. */
  static final int LEAST = 20;

  private final int limit;
  private int runs;
  private Duration longest = Duration.ZERO;

  /**
   * @param slots tasks that run at once, and so may fail together for one short disturbance
   */
  FailureStreak(int slots) {
    limit = Math.max(LEAST, slots);
  }

  void failed(Duration after) {
    if (after.compareTo(SOON) <= 0) {
      runs++;
      longest = longest.compareTo(after) < 0 ? after : longest;
    }
  }

  void end() {
    runs = 0;
    longest = Duration.ZERO;
  }

  /** Whether as many failed as can't be chance. */
  boolean telling() {
    return runs >= limit;
  }

  int runs() {
    return runs;
  }

  /** What runs for longer than this does not fail as the others did. */
  Duration longest() {
    return longest;
  }
}
