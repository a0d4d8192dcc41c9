package dev.taskworkers.worker.lease;

import java.time.Duration;
import java.time.Instant;

/** Our hold on one delivery, until an instant that renewals move. Belongs to the loop. */
public final class Lease {
  private enum State {
    HELD,
    RELEASED,
    LOST
  }

  private final String ackId;
  private final Runnable whenLost;
  private Instant renewAt;
  private Instant expiresAt;
  private boolean renewing;
  private State state = State.HELD;

  Lease(String ackId, Instant from, Duration length, Runnable whenLost) {
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

  boolean dueAt(Instant now) {
    return !renewing && !renewAt.isAfter(now);
  }

  boolean overAt(Instant now) {
    return !expiresAt.isAfter(now);
  }

  void renewing(boolean underWay) {
    renewing = underWay;
  }

  void extend(Instant from, Duration length) {
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
