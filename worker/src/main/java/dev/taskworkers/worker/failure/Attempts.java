package dev.taskworkers.worker.failure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the tasks that failed here, for subscriptions that don't count deliveries themselves.
 * Only the most recent are kept, so a worker that fails everything stays small.
 */
public final class Attempts {
  private static final int REMEMBERED = 10_000;

  private final Map<String, Memory> memories =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** The number of the run that begins now; {@code counted} is Pub/Sub's own count, or 0. */
  public int next(String id, int counted) {
    return counted > 0 ? counted : memory(id).failures + 1;
  }

  /** When this worker first failed the task, or {@code otherwise}. */
  public Instant firstSeen(String id, Instant otherwise) {
    var memory = memories.get(id);
    return memory == null ? otherwise : memory.firstSeen;
  }

  /** Notes a failed run that began at {@code startedAt}. */
  public void failed(String id, Instant startedAt) {
    memories.merge(
        id,
        new Memory(1, startedAt),
        (known, first) -> new Memory(known.failures + 1, known.firstSeen));
  }

  /** The task is settled for good. */
  public void forget(String id) {
    memories.remove(id);
  }

  private Memory memory(String id) {
    return memories.getOrDefault(id, Memory.NONE);
  }

  private record Memory(int failures, Instant firstSeen) {
    static final Memory NONE = new Memory(0, Instant.EPOCH);
  }
}
