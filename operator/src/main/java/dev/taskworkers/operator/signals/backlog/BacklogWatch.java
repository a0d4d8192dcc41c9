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

  /** Asks no more, and forgets what was known. */
  @Override
  default void close() {}
}
