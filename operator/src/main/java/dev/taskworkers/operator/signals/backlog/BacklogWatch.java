// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import java.time.Instant;

/** The backlog of one subscription, watched until it is closed. */
@FunctionalInterface
public interface BacklogWatch extends AutoCloseable {
  /**
   * What is known at {@code now}; always a value with a state, never an exception, never a wait.
   */
  KnownBacklog latest(Instant now);

  /** At {@code now} nothing else tells what has ended: what was acknowledged is asked for, too. */
  default void wantAcknowledged(Instant now) {}

  /** Asks no more, and forgets what was known. */
  @Override
  default void close() {}
}
