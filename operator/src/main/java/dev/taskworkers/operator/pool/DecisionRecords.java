// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.timeline.PoolHistory;
import java.util.ArrayDeque;

/** The last decisions that changed something, by pool; safe for threads. */
public final class DecisionRecords {
  /** About 25 kB each at most: 25 MB. */
  static final int MOST = 1000;

  /** Of one answer: several may be on their way to slow readers. */
  static final int MOST_LETTERS = 4_000_000;

  private final PoolHistory<DecisionRecord> records = new PoolHistory<>(MOST);

  public void add(DecisionRecord decided) {
    records.add(decided.pool(), decided);
  }

  /** Those of a pool as JSON lines, oldest first; empty for a pool without any. */
  public String lines(String pool) {
    var lines = new ArrayDeque<String>();
    var letters = 0;
    var decided = records.of(pool);
    for (var i = decided.size() - 1; i >= 0 && letters < MOST_LETTERS; i--) {
      var line = decided.get(i).json() + "\n";
      letters += line.length();
      lines.addFirst(line);
    }
    return String.join("", lines);
  }

  /** Forgets a pool that is gone. */
  public void forget(String pool) {
    records.forget(pool);
  }
}
