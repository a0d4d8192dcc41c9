// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

/**
 * Remembers, beyond the life of this process, which tasks were running when it ended; one that says
 * nothing else remembers nothing.
 */
public interface InFlight {
  /** Remembers nothing. */
  InFlight NONE = new InFlight() {};

  /** A run of the task begins, perhaps beside an earlier one that nobody waits for any more. */
  default void begins(String id) {}

  /** One run of the task has really ended, however: it did not take the process with it. */
  default void ended(String id) {}

  /** In how many ends of this process's predecessors the task was running. */
  default int crashes(String id) {
    return 0;
  }

  /** Whether no other task was running in the last of them. */
  default boolean crashedAlone(String id) {
    return false;
  }

  /** How many tasks there are with at least so many crashes, none of them alone. */
  default int suspects(int crashes) {
    return 0;
  }

  /** The process was told to end; what still runs at its end has no part in that. Any thread. */
  default void leaves() {}
}
