package dev.taskworkers.operator.records;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The last decisions that changed something, of all pools together; safe for threads. */
public final class DecisionRecords {
  /** About 25 kB each at most: 25 MB. */
  static final int MOST = 1000;

  private final Deque<DecisionRecord> records = new ArrayDeque<>();

  /** Keeps one more, and drops the oldest of all when there are too many. */
  public synchronized void add(DecisionRecord decided) {
    records.addLast(decided);
    if (records.size() > MOST) {
      records.removeFirst();
    }
  }

  /** Those of a pool as JSON lines, oldest first; empty for a pool without any. */
  public String lines(String pool) {
    return ofPool(pool).stream().map(kept -> kept.json() + "\n").collect(Collectors.joining());
  }

  private synchronized Deque<DecisionRecord> ofPool(String pool) {
    return records.stream()
        .filter(kept -> kept.pool().equals(pool))
        .collect(Collectors.toCollection(ArrayDeque::new));
  }
}
