// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;

/** How many of the runs that ended in the last two minutes failed. */
public record Failures(double failed, double finished) {
  public static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int ENOUGH = 20;
  private static final double MOST = 0.5;

  /**
   * Those in {@code history} at {@code now}. What workers tell of a time in which they were not
   * heard may have ended before.
   */
  public static Failures in(History history, Instant now) {
    var from = history.reportedFrom(now.minus(WINDOW)).orElse(now);
    return new Failures(
        history.grown(Service::failed, from, now), history.grown(Service::finished, from, now));
  }

  /** Whether so many ended that they tell something. */
  public boolean isTelling() {
    return finished >= ENOUGH;
  }

  /** Whether most tasks fail, so that more pods would fail more of them. */
  public boolean areMost() {
    return isTelling() && failed > MOST * finished;
  }
}
