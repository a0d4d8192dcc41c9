// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a write that was not taken waits: ever longer, up to a minute, and briefly again after a
 * while without one in vain, or where the reason may be over at any time.
 */
final class GrowingPause {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Duration pause = Duration.ZERO;
  private Instant until = Instant.MIN;

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  /** A try was in vain. */
  void begin(Instant now) {
    var longer = pause.multipliedBy(2);
    pause =
        until.plus(LONGEST).isBefore(now)
            ? FIRST
            : longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    until = now.plus(pause);
  }

  /** A try was in vain for a reason that says nothing of the next one. */
  void beginBriefly(Instant now) {
    pause = FIRST;
    until = now.plus(pause);
  }
}
