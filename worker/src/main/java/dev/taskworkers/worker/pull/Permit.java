// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

/**
 * What a task in hand takes up where it came from: bytes of memory, and a place in the stream that
 * brought it. Belongs to the loop.
 */
public interface Permit {
  /** The task is on its way back to Pub/Sub, which still counts it as ours. */
  void goesBack();

  /** Pub/Sub no longer counts the task as ours: it is acknowledged, given back or lost. */
  void release();

  /** The task was given back for later; until then Pub/Sub counts it as ours. */
  void postpone();
}
