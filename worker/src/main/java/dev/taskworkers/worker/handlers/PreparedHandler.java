// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.api.TaskHandler;
import java.util.Optional;

/** A handler with what surrounds its tasks: when it is ready, and what it leaves behind. */
public interface PreparedHandler extends TaskHandler, AutoCloseable {
  /** Why it can't take tasks yet, or empty; may block for a second. */
  default Optional<String> notReady() {
    return Optional.empty();
  }

  /**
   * Ends what runs, at once and by force, and begins nothing more, where that can be done.
   *
   * @return whether it can
   */
  default boolean kill() {
    return false;
  }

  /** Ends what still runs. */
  @Override
  default void close() {}
}
