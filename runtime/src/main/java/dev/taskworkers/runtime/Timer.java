// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells the time and calls back later: the computer's clocks, a test's, or ones that run several
 * times as fast, as the Pub/Sub beside it then does.
 */
public interface Timer {
  /**
   * The wall clock, for what people and other systems read; it may be corrected, also backwards.
   */
  Instant now();

  /** The monotonic clock, for every duration that is measured here. */
  Moment moment();

  /** Runs {@code action} once, after {@code delay}, on a thread that it must not block. */
  Cancellable after(Duration delay, Runnable action);

  /** How long {@code duration} of this clock is by the computer's. */
  default Duration onTheWall(Duration duration) {
    return duration;
  }
}
