package dev.taskworkers.worker.lease;

import dev.taskworkers.worker.time.Moment;
import java.time.Duration;

/** Our hold on one delivery, until an instant that renewals move. Belongs to the loop. */
public final class Lease {
  private enum State {
    HELD,
    RELEASED,
    LOST
  }

  private final String ackId;
  private final Runnable whenLost;
  private Moment renewAt;
  private Moment expiresAt;
  private boolean renewing;
  private State state = State.HELD;

  Lease(String ackId, Moment from, Duration length, Runnable whenLost) {
    this.ackId = ackId;
    this.whenLost = whenLost;
    extend(from, length);
  }

  public String ackId() {
    return ackId;
  }

  /** True until the lease is released or lost. */
  public boolean held() {
    return state == State.HELD;
  }

  boolean dueAt(Moment now) {
    return !renewing && !renewAt.isAfter(now);
  }

  boolean overAt(Moment now) {
    return !expiresAt.isAfter(now);
  }

  void renewing(boolean underWay) {
    renewing = underWay;
  }

  void extend(Moment from, Duration length) {
    renewAt = from.plus(length.dividedBy(2));
    expiresAt = from.plus(length);
  }

  void release() {
    state = State.RELEASED;
  }

  void lose() {
    state = State.LOST;
    whenLost.run();
  }
}
