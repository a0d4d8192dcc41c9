// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import java.util.List;

/**
 * What one stream may still bring: its limits, less the tasks of it that Pub/Sub counts as ours.
 * Belongs to the loop.
 */
final class FlowControlWindow {
  /** A stream falls short when this part of the slots, or more, can't be filled by it. */
  private static final int NOTICEABLE = 8;

  private final int limit;
  private final long mostBytes;
  private int counted;
  private long bytes;
  private int goingBack;
  private int postponed;

  FlowControlWindow(int limit, long mostBytes) {
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  int room() {
    return limit - counted;
  }

  /** As Pub/Sub does it: a task that takes more than is left still comes. */
  boolean hasRoomForBytes() {
    return bytes < mostBytes;
  }

  /** These have come; each takes a {@link #place}. */
  void arrived(List<Delivery> tasks) {
    counted += tasks.size();
    bytes += tasks.stream().mapToLong(Delivery::bytes).sum();
  }

  /**
   * The place of one of the tasks that have come.
   *
   * @param memory what it takes up beside
   */
  Permit place(Delivery task, Permit memory) {
    return new Place(task.bytes(), memory);
  }

  private final class Place implements Permit {
    private final int size;
    private final Permit memory;
    private boolean held = true;
    private boolean isGoingBack;

    Place(int size, Permit memory) {
      this.size = size;
      this.memory = memory;
    }

    /** Pub/Sub may have sent the next task in its place before it says that it has this one. */
    @Override
    public void goesBack() {
      memory.goesBack();
      if (held && !isGoingBack) {
        isGoingBack = true;
        goingBack++;
      }
    }

    @Override
    public void release() {
      memory.release();
      if (end()) {
        counted--;
        bytes -= size;
      }
    }

    /** It counts, but is on its way no more. */
    @Override
    public void postpone() {
      memory.postpone();
      if (end()) {
        postponed++;
      }
    }

    /** Whether it was held until now. */
    private boolean end() {
      var wasHeld = held;
      held = false;
      goingBack -= wasHeld && isGoingBack ? 1 : 0;
      return wasHeld;
    }
  }

  /**
   * Whether it may bring more than is wanted, once the tasks that go back are there, and those that
   * were put off have come due.
   *
   * @param wanted tasks for which there is room now
   */
  boolean exceeds(int wanted) {
    return room() + goingBack + postponed > wanted;
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
