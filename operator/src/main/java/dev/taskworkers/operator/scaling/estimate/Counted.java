// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Instant;
import java.util.Optional;

/** The last time in which every arrival was counted, be it that a part was heard of late. */
public record Counted(Instant since, Instant until) {
  /** Continued by what is counted now; what a doorbell missed begins it anew. */
  static Optional<Counted> next(Optional<Counted> before, Arrivals arrivals) {
    if (!arrivals.listening()) {
      return before;
    }
    var run = arrivals.countedSince();
    var since = before.filter(last -> !run.isAfter(last.until())).map(Counted::since).orElse(run);
    return Optional.of(new Counted(since, arrivals.countedUntil()));
  }
}
