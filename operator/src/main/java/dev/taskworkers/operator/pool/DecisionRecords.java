// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The last decisions that changed something, by pool; safe for threads. */
public final class DecisionRecords {
  /** About 25 kB each at most: 25 MB. */
  static final int MOST = 1000;

  /** Of one answer: several may be on their way to slow readers. */
  static final int MOST_LETTERS = 4_000_000;

  private final Map<String, Deque<DecisionRecord>> records = new HashMap<>();
  private int size;

  /**
   * Keeps one more. When there are too many, the oldest goes of a pool that has many in a namespace
   * that has many: one that changes all the time must not push out what others did, nor must many
   * of one namespace.
   */
  public synchronized void add(DecisionRecord decided) {
    records.computeIfAbsent(decided.pool(), pool -> new ArrayDeque<>()).addLast(decided);
    size++;
    if (size > MOST) {
      records.get(restless()).removeFirst();
      size--;
    }
  }

  private String restless() {
    var ofNamespace = new HashMap<String, Integer>();
    records.forEach((pool, its) -> ofNamespace.merge(namespace(pool), its.size(), Integer::sum));
    return records.keySet().stream()
        .max(
            Comparator.comparingLong(
                pool -> weight(ofNamespace.get(namespace(pool)), records.get(pool).size())))
        .orElseThrow();
  }

  /** What a namespace has counts twice, so that many pools with little each give way, too. */
  private static long weight(long ofNamespace, int ofPool) {
    return ofNamespace * ofNamespace * ofPool;
  }

  private static String namespace(String pool) {
    return pool.substring(0, Math.max(0, pool.indexOf('/')));
  }

  /** Those of a pool as JSON lines, oldest first; empty for a pool without any. */
  public String lines(String pool) {
    var lines = new ArrayDeque<String>();
    var letters = 0;
    var newestFirst = ofPool(pool).descendingIterator();
    while (newestFirst.hasNext() && letters < MOST_LETTERS) {
      var line = newestFirst.next().json() + "\n";
      letters += line.length();
      lines.addFirst(line);
    }
    return String.join("", lines);
  }

  private synchronized Deque<DecisionRecord> ofPool(String pool) {
    return new ArrayDeque<>(records.getOrDefault(pool, new ArrayDeque<>()));
  }

  /** Forgets a pool that is gone. */
  public synchronized void forget(String pool) {
    var gone = records.remove(pool);
    size -= gone == null ? 0 : gone.size();
  }
}
