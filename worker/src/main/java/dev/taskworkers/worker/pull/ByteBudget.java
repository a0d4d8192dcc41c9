package dev.taskworkers.worker.pull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the tasks in hand within a number of bytes. How large the next ones are is not known before
 * they are here: they are taken to be as large as the largest of late, and the very first as large
 * as Pub/Sub allows. Belongs to the loop.
 */
final class ByteBudget {
  /** Pub/Sub's limit for a message. */
  private static final double MOST_OF_A_TASK = 10_000_000;

  /** So many small tasks halve what one large one made the next be taken for. */
  private static final double HALVED_AFTER = 64;

  private static final double DECAY = 1 - Math.pow(0.5, 1 / HALVED_AFTER);

  private final long limit;
  private final Map<String, Integer> inHand = new HashMap<>();
  private long bytes;
  private double expected = MOST_OF_A_TASK;
  private boolean seenAny;

  ByteBudget(long limit) {
    this.limit = limit;
  }

  void arrived(List<Delivery> deliveries) {
    for (var delivery : deliveries) {
      var size = delivery.bytes();
      var before = inHand.put(delivery.ackId(), size);
      bytes += size - (before == null ? 0 : before);
      expected = seenAny ? Math.max(size, expected + DECAY * (size - expected)) : size;
      seenAny = true;
    }
  }

  /** The task is no longer in hand. */
  void ended(String ackId) {
    var size = inHand.remove(ackId);
    if (size != null) {
      bytes -= size;
    }
  }

  /** How many of {@code wanted} tasks there is room for; for one at least when none is in hand. */
  int tasks(int wanted) {
    var fitting = (int) Math.min(wanted, left() / Math.max(1, expected));
    return inHand.isEmpty() ? Math.max(fitting, Math.min(wanted, 1)) : fitting;
  }

  /** What a stream may hold: what is left, and enough to keep going once tasks of before end. */
  long forStream() {
    return Math.max(1, Math.max(left(), limit / 2));
  }

  private long left() {
    return Math.max(0, limit - bytes);
  }
}
