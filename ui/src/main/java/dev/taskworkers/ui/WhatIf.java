// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import dev.taskworkers.simulation.Comparison;
import dev.taskworkers.simulation.Score;
import java.util.List;

/**
 * The last hour of a pool played again by the decision that runs in production, with the settings
 * of now and with others: the same tasks, and the same luck.
 *
 * @param minutes how long it lasts
 * @param podHours that the pool has used in truth
 */
public record WhatIf(String pool, long minutes, double podHours, List<Play> plays) {
  private static final long SEED = 1;

  /**
   * One play.
   *
   * @param name {@code now}, {@code changed}, or {@code foresight}: who knew the future and had the
   *     changed settings
   */
  public record Play(String name, Settings settings, Score score) {}

  /**
   * Plays it.
   *
   * @throws IllegalArgumentException when the settings can't be
   */
  public static WhatIf of(RecordedHour hour, Change change) {
    var now = hour.settings();
    var changed = change.of(now);
    var asNow = scores(hour, now);
    var asChanged = changed.equals(now) ? asNow : scores(hour, changed);
    return new WhatIf(
        hour.pool(),
        Math.round(hour.arrivals().size() * hour.stepSeconds() / 60.0),
        hour.podHours(),
        List.of(
            new Play("now", now, asNow.operator()),
            new Play("changed", changed, asChanged.operator()),
            new Play("foresight", changed, asChanged.oracle())));
  }

  private record Scores(Score operator, Score oracle) {}

  private static Scores scores(RecordedHour hour, Settings settings) {
    var scores =
        new Comparison(hour.workload(settings), List.of(hour.policy())).outcome(SEED).scores();
    return new Scores(scores.get(hour.policy().word()), scores.get(Comparison.ORACLE));
  }
}
