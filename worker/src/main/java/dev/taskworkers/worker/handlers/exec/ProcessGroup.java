// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

/** A program and everything that it has started. */
interface ProcessGroup {
  /** Asks everything to end: SIGTERM. */
  void terminate();

  /** Ends everything: SIGKILL. */
  void kill();
}
