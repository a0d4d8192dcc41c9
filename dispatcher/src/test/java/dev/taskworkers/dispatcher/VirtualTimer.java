// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so; actions run on the test's thread. */
final class VirtualTimer implements Timer {
  private final PriorityQueue<Action> actions =
      new PriorityQueue<>(Comparator.comparingLong(Action::at).thenComparingLong(Action::number));
  private long now;
  private long number;

  private record Action(long at, long number, Runnable runnable) {}

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized void after(long nanos, Runnable action) {
    actions.add(new Action(now + nanos, number++, action));
  }

  void advance(Duration time) {
    var end = nanos() + time.toNanos();
    for (var next = until(end); next != null; next = until(end)) {
      next.runnable.run();
    }
  }

  /** The next action until then, whose time it becomes; null: none. */
  private synchronized Action until(long end) {
    if (actions.isEmpty() || actions.element().at() > end) {
      now = end;
      return null;
    }
    now = Math.max(now, actions.element().at());
    return actions.remove();
  }
}
