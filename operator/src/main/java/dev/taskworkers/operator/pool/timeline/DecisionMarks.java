// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last decisions that changed something, by pool, in words; safe for threads. */
public final class DecisionMarks {
  /** About 230 bytes each: 1.4 MB. */
  static final int MOST = 6000;

  private final Map<String, Deque<Mark>> marks = new HashMap<>();
  private int size;

  /** Keeps one more; when there are too many, the oldest of the pool that has most goes. */
  public synchronized void add(String pool, Mark mark) {
    marks.computeIfAbsent(pool, name -> new ArrayDeque<>()).addLast(mark);
    size++;
    if (size > MOST) {
      marks.values().stream().max(Comparator.comparingInt(Deque::size)).orElseThrow().removeFirst();
      size--;
    }
  }

  /** Those of a pool, oldest first. */
  public synchronized List<Mark> of(String pool) {
    return List.copyOf(marks.getOrDefault(pool, new ArrayDeque<>()));
  }

  /** Forgets a pool that is gone. */
  public synchronized void forget(String pool) {
    var gone = marks.remove(pool);
    size -= gone == null ? 0 : gone.size();
  }
}
