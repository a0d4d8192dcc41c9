// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;

/**
 * How many of the runs that ended in the last two minutes failed.
 *
 * @param wereMost whether most failed when as many ended as tell something, and since then at each
 *     look most of the few that did: where tasks fail, workers start hardly any, so that few are no
 *     sign that they succeed again, unless more run now than ended
 */
public record Failures(double failed, double finished, boolean wereMost) {
  public static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int ENOUGH = 20;
  private static final double MOST = 0.5;

  /**
   * Those in {@code history} at {@code now}. What workers tell of a time in which they were not
   * heard may have ended before.
   */
  public static Failures in(History history, Instant now) {
    var last = endedUntil(now, history);
    var few = last.finished < ENOUGH && last.areMoreThanHalf();
    return few && running(history) <= last.finished
        ? new Failures(last.failed, last.finished, wereMost(history))
        : last;
  }

  private static int running(History history) {
    return history.last().map(tick -> tick.service().running()).orElse(0);
  }

  private static boolean wereMost(History history) {
    for (var i = history.ticks().size() - 1; i >= 0; i--) {
      var then = endedUntil(history.ticks().get(i).at(), history);
      if (!then.areMoreThanHalf()) {
        return false;
      }
      if (then.finished >= ENOUGH) {
        return true;
      }
    }
    return false;
  }

  private static Failures endedUntil(Instant time, History history) {
    var from = history.reportedFrom(time.minus(WINDOW)).orElse(time);
    return new Failures(
        history.grown(Service::failed, from, time),
        history.grown(Service::finished, from, time),
        false);
  }

  /** Whether so many ended that they tell something, or the few tell no change. */
  public boolean isTelling() {
    return finished >= ENOUGH || wereMost;
  }

  /** Whether most tasks fail, so that more pods would fail more of them. */
  public boolean areMost() {
    return isTelling() && areMoreThanHalf();
  }

  private boolean areMoreThanHalf() {
    return failed > MOST * finished;
  }
}
