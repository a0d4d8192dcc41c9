// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.time.Duration;
import java.time.Instant;

/** Whether a pool's companion was written by this process, and when it was last refused. */
final class CompanionState {
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private boolean written;
  private Instant refused = Instant.MIN;

  boolean isWritten() {
    return written;
  }

  void written() {
    written = true;
  }

  /** The pool has none any more. */
  void isGone() {
    written = false;
  }

  void refused(Instant now) {
    refused = now;
  }

  /** Whether it has not been refused lately. */
  boolean mayWrite(Instant now) {
    return !refused.plus(AGAIN).isAfter(now);
  }
}
