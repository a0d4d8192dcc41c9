package dev.taskworkers.worker.pull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one stream may still bring: its limit, less the tasks of it that Pub/Sub counts as ours.
 * Belongs to the loop.
 */
final class FlowControlWindow {
  /** A stream falls short when this part of the slots, or more, can't be filled by it. */
  private static final int NOTICEABLE = 8;

  private final int limit;
  private final Set<String> counted = new HashSet<>();
  private final Set<String> goingBack = new HashSet<>();
  private int postponed;

  FlowControlWindow(int limit) {
    this.limit = limit;
  }

  int room() {
    return limit - counted.size();
  }

  void arrived(List<Delivery> deliveries) {
    deliveries.forEach(delivery -> counted.add(delivery.ackId()));
  }

  /**
   * The task is on its way back: Pub/Sub may have sent the next in its place before it says that it
   * has it.
   */
  void goesBack(String ackId) {
    if (counted.contains(ackId)) {
      goingBack.add(ackId);
    }
  }

  /** Pub/Sub no longer counts the task as ours. */
  void ended(String ackId) {
    goingBack.remove(ackId);
    counted.remove(ackId);
  }

  /** The task was given back for later; until then it counts. */
  void postponed(String ackId) {
    goingBack.remove(ackId);
    if (counted.contains(ackId)) {
      postponed++;
    }
  }

  /**
   * Whether it may bring more than is wanted, once the tasks that go back are there, and those that
   * were put off have come due.
   *
   * @param wanted tasks for which there is room now
   */
  boolean exceeds(int wanted) {
    return room() + goingBack.size() + postponed > wanted;
  }

  /**
   * Whether it leaves a noticeable part of the slots empty: tasks that were put off, wait for their
   * next run, or came otherwise count, or hold slots, that a larger limit would fill.
   */
  boolean isShortOf(int wanted, int slots) {
    var missing = wanted - room();
    return missing > 0 && missing * NOTICEABLE >= slots;
  }
}
