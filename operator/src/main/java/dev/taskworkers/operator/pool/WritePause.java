// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.runtime.GrowingPause;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a write that was not taken waits: ever longer, up to a minute, and briefly again after a
 * while without one in vain, or where the reason may be over at any time.
 */
final class WritePause {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final GrowingPause pause = new GrowingPause(Duration.ofSeconds(5), LONGEST);
  private Instant until = Instant.MIN;

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  /** A try was in vain. */
  void begin(Instant now) {
    if (until.plus(LONGEST).isBefore(now)) {
      pause.end();
    }
    until = now.plus(pause.longer());
  }

  /** A try was in vain for a reason that says nothing of the next one. */
  void beginBriefly(Instant now) {
    pause.end();
    until = now.plus(pause.longer());
  }
}
