package dev.taskworkers.worker.pull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one stream may still bring: its limit, less the tasks of it that Pub/Sub counts as ours.
 * Belongs to the loop.
 */
final class Credit {
  /** A stream is replaced when this part of the slots, or more, can't be filled by it. */
  private static final int NOTICEABLE = 8;

  private final int limit;
  private final Set<String> counted = new HashSet<>();
  private final Set<String> waiting = new HashSet<>();
  private int postponed;

  /** Tasks of earlier streams, for which this stream's limit was made smaller. */
  private int endedElsewhere;

  Credit(int limit) {
    this.limit = limit;
  }

  int room() {
    return limit - counted.size();
  }

  void arrived(List<Delivery> deliveries) {
    deliveries.forEach(delivery -> counted.add(delivery.ackId()));
  }

  /** Pub/Sub no longer counts the task as ours. */
  void ended(String ackId) {
    waiting.remove(ackId);
    if (!counted.remove(ackId)) {
      endedElsewhere++;
    }
  }

  /** The task was given back for later; until then it counts. */
  void postponed(String ackId) {
    waiting.remove(ackId);
    if (counted.contains(ackId)) {
      postponed++;
    } else {
      endedElsewhere++;
    }
  }

  /** The task counts though it needs no slot now. */
  void waits(String ackId) {
    if (counted.contains(ackId)) {
      waiting.add(ackId);
    }
  }

  /** The task needs a slot again. */
  void waitsNoMore(String ackId) {
    waiting.remove(ackId);
  }

  /**
   * True unless it allows too much, or misses a noticeable part of the slots.
   *
   * @param wanted tasks for which there is room now
   */
  boolean fits(int wanted, int slots) {
    // What was put off makes room again by itself, when its time has come.
    var tooLarge = room() + postponed > wanted;
    var missing = postponed + waiting.size() + endedElsewhere;
    var tooSmall = missing > 0 && missing * NOTICEABLE >= slots && wanted > room();
    return !tooLarge && !tooSmall;
  }
}
