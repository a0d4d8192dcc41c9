package dev.taskworkers.worker.pull;

/**
 * What one stream may still bring: its limit, less the tasks of it that Pub/Sub counts as ours.
 * Belongs to the loop.
 */
final class FlowControlWindow {
  /** A stream falls short when this part of the slots, or more, can't be filled by it. */
  private static final int NOTICEABLE = 8;

  private final int limit;
  private int counted;
  private int goingBack;
  private int postponed;

  FlowControlWindow(int limit) {
    this.limit = limit;
  }

  int room() {
    return limit - counted;
  }

  /** So many tasks have come; each takes a {@link #place}. */
  void arrived(int tasks) {
    counted += tasks;
  }

  /**
   * The place of one of the tasks that have come.
   *
   * @param bytes what it takes up beside
   */
  Permit place(Permit bytes) {
    return new Place(bytes);
  }

  private final class Place implements Permit {
    private final Permit bytes;
    private boolean held = true;
    private boolean isGoingBack;

    Place(Permit bytes) {
      this.bytes = bytes;
    }

    /** Pub/Sub may have sent the next task in its place before it says that it has this one. */
    @Override
    public void goesBack() {
      bytes.goesBack();
      if (held && !isGoingBack) {
        isGoingBack = true;
        goingBack++;
      }
    }

    @Override
    public void release() {
      bytes.release();
      if (end()) {
        counted--;
      }
    }

    /** It counts, but is on its way no more. */
    @Override
    public void postpone() {
      bytes.postpone();
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
