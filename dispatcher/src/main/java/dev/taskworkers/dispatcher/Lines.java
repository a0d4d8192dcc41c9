// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A {@link Line} for each ordering key that has tasks, and one for the tasks that have none. When
 * the first task that waits for others has waited long enough, all lines send what they have, so
 * that the next task may find nothing under way and need not wait.
 */
final class Lines {
  private final Map<String, Line> keyed = new ConcurrentHashMap<>();
  private final Function<String, Line> opening;
  private final Line unordered;
  private final Timer timer;
  private final Object alarm = new Object();
  private boolean called;
  private long callAt;
  private volatile boolean closing;

  /**
   * @param context what deliveries work with
   */
  Lines(DeliveryContext context) {
    opening = key -> new Line(context, key, this);
    timer = context.timer();
    unordered = opening.apply("");
  }

  /**
   * Adds a task to its line.
   *
   * @param atOnce whether it need not wait for others to share its request
   */
  void add(Outgoing task, boolean atOnce) {
    var hurried = atOnce || closing;
    var line = unordered;
    if (task.key().isEmpty()) {
      unordered.add(task, hurried);
    } else {
      // In one step, so that a line is not removed between being found and being used.
      line =
          keyed.compute(
              task.key(),
              (key, found) -> {
                var used = found == null ? opening.apply(key) : found;
                used.add(task, hurried);
                return used;
              });
    }
    line.send();
    if (!hurried) {
      callBy(task.sendBy());
    }
  }

  private void callBy(long sendBy) {
    synchronized (alarm) {
      if (called && sendBy - callAt >= 0) {
        return;
      }
      called = true;
      callAt = sendBy;
    }
    timer.after(Math.max(0, sendBy - timer.nanos()), this::wake);
  }

  private void wake() {
    synchronized (alarm) {
      called = false;
    }
    hurry();
  }

  /** Takes a line away that has no more tasks. */
  void removeIfIdle(String key) {
    var unused = keyed.computeIfPresent(key, (same, line) -> line.isIdle() ? null : line);
  }

  /** Sends what is gathered. */
  void hurry() {
    unordered.hurry();
    keyed.values().forEach(Line::hurry);
  }

  /** Sends what is gathered, and from now on everything at once. */
  void close() {
    closing = true;
    hurry();
  }

  /** How many ordering keys have tasks. */
  int keys() {
    return keyed.size();
  }
}
