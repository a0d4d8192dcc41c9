// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The settled tasks that Pub/Sub is to be told of, in the order in which they were settled. Belongs
 * to the loop.
 */
final class Outbox {
  private final Deque<LeasedTask> done = new ArrayDeque<>();
  private final Deque<LeasedTask> goingBack = new ArrayDeque<>();

  /** The task is done. */
  void acknowledge(LeasedTask task) {
    done.add(task);
  }

  /** The task goes back to Pub/Sub; nobody renews its lease any more. */
  void nack(LeasedTask task) {
    task.lease().release();
    goingBack.add(task);
  }

  Deque<LeasedTask> done() {
    return done;
  }

  Deque<LeasedTask> goingBack() {
    return goingBack;
  }
}
