// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.pull.Delivery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the runs of a task. Failures here are remembered, and where Pub/Sub counts deliveries its
 * count carries them on beyond this process; but it counts all deliveries, also those that were
 * given back unharmed, so what was given back here is taken off. Only the most recent tasks are
 * kept, so a worker that fails everything stays small.
 */
final class Attempts {
  private static final int REMEMBERED = 10_000;

  private final Map<String, Memory> memories =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** The number of the run that begins now with {@code delivery}. */
  int next(Delivery delivery) {
    var memory = memory(delivery.task().id());
    return Math.max(memory.failures + 1, delivery.count() - memory.returns);
  }

  /** When this worker first failed the task, or {@code otherwise}. */
  Instant firstSeen(String id, Instant otherwise) {
    var memory = memory(id);
    return memory.failures == 0 ? otherwise : memory.firstSeen;
  }

  /** Notes a failed run that began at {@code startedAt}. */
  void failed(String id, Instant startedAt) {
    var memory = memory(id);
    var firstSeen = memory.failures == 0 ? startedAt : memory.firstSeen;
    memories.put(id, new Memory(memory.failures + 1, memory.returns, firstSeen, true));
  }

  /** Notes that a delivery that Pub/Sub has counted was given back, and is no failure. */
  void returned(Delivery delivery) {
    if (delivery.count() > 0) {
      var id = delivery.task().id();
      var memory = memory(id);
      memories.put(
          id, new Memory(memory.failures, memory.returns + 1, memory.firstSeen, memory.ran));
    }
  }

  /** Notes that a run has begun here, which was no failure. */
  void noteRun(String id) {
    var memory = memory(id);
    memories.put(id, new Memory(memory.failures, memory.returns, memory.firstSeen, true));
  }

  /** Whether an earlier run of the task here is remembered. */
  boolean ran(String id) {
    return memory(id).ran;
  }

  /** The task is settled for good. */
  void forget(String id) {
    memories.remove(id);
  }

  private Memory memory(String id) {
    return memories.getOrDefault(id, Memory.NONE);
  }

  private record Memory(int failures, int returns, Instant firstSeen, boolean ran) {
    static final Memory NONE = new Memory(0, 0, Instant.EPOCH, false);
  }
}
