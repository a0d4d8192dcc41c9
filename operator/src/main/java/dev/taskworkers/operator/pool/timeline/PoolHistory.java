// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last that happened to each pool, so much of all pools together; safe for threads. */
public final class PoolHistory<T> {
  private final Map<String, Deque<T>> entries = new HashMap<>();
  private final int most;
  private int size;

  /**
   * @param most entries of all pools
   */
  public PoolHistory(int most) {
    this.most = most;
  }

  /**
   * Keeps one more. When there are too many, the oldest goes of a pool that has many in a namespace
   * that has many: one that changes all the time must not push out what others did, nor must many
   * of one namespace.
   *
   * @param pool {@code NAMESPACE/NAME}
   */
  public synchronized void add(String pool, T entry) {
    entries.computeIfAbsent(pool, name -> new ArrayDeque<>()).addLast(entry);
    size++;
    if (size > most) {
      entries.get(restless()).removeFirst();
      size--;
    }
  }

  private String restless() {
    var ofNamespace = new HashMap<String, Integer>();
    entries.forEach((pool, its) -> ofNamespace.merge(namespace(pool), its.size(), Integer::sum));
    return entries.keySet().stream()
        .max(
            Comparator.comparingLong(
                pool -> weight(ofNamespace.get(namespace(pool)), entries.get(pool).size())))
        .orElseThrow();
  }

  /** What a namespace has counts twice, so that many pools with little each give way, too. */
  private static long weight(long ofNamespace, int ofPool) {
    return ofNamespace * ofNamespace * ofPool;
  }

  private static String namespace(String pool) {
    return pool.substring(0, Math.max(0, pool.indexOf('/')));
  }

  /** Those of a pool, oldest first. */
  public synchronized List<T> of(String pool) {
    return List.copyOf(entries.getOrDefault(pool, new ArrayDeque<>()));
  }

  /** Forgets a pool that is gone. */
  public synchronized void forget(String pool) {
    var gone = entries.remove(pool);
    size -= gone == null ? 0 : gone.size();
  }
}
