// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import java.time.Duration;

/** Our hold on one delivery, until a moment that renewals move. Belongs to the loop. */
final class Lease {
  private enum State {
    HELD,
    RELEASED,
    LOST
  }

  /** Tasks that end sooner cost no renewal. */
  private static final Duration FIRST_RENEWAL = Duration.ofSeconds(1);

  /** A renewal that has not succeeded by then is sent again, whether it was answered or not. */
  private static final Duration NEXT_TRY = Duration.ofSeconds(2);

  /** By whole numbers: a duration divides by decimals, whose first use costs milliseconds. */
  private static final Duration HALF = Duration.ofMillis(Leases.LENGTH.toMillis() / 2);

  private Moment renewAt;
  private Moment expiresAt;
  private int renewals;
  private State state = State.HELD;

  /**
   * A delivery that has just arrived. How long it is ours is not known before the first renewal. To
   * take it for lost early would make sure that it runs twice, so the longest time is assumed.
   */
  Lease(Moment arrival) {
    renewAt = arrival.plus(FIRST_RENEWAL);
    expiresAt = arrival.plus(Leases.LENGTH);
  }

  /** True until the lease is released or lost. */
  boolean held() {
    return state == State.HELD;
  }

  /** True when somebody else may have the task. */
  boolean lost() {
    return state == State.LOST;
  }

  /** It is renewed no more, because the task is settled or goes back. */
  void release() {
    state = State.RELEASED;
  }

  /** Somebody else may have the task. */
  void lose() {
    state = State.LOST;
  }

  boolean dueAt(Moment now) {
    return held() && !renewAt.isAfter(now);
  }

  boolean overAt(Moment now) {
    return !expiresAt.isAfter(now);
  }

  /** True while an answer to a renewal is missing, so that it may still take effect. */
  boolean renewalUnderWay() {
    return renewals > 0;
  }

  void renewalSent(Moment now) {
    renewals++;
    renewAt = now.plus(NEXT_TRY);
  }

  void renewalFailed() {
    renewals--;
  }

  /** Answers may come in another order than their requests were sent. */
  void renewed(Moment sentAt) {
    renewals--;
    var until = sentAt.plus(Leases.LENGTH);
    if (until.isAfter(expiresAt)) {
      expiresAt = until;
    }
    var next = sentAt.plus(HALF);
    if (next.isAfter(renewAt)) {
      renewAt = next;
    }
  }
}
