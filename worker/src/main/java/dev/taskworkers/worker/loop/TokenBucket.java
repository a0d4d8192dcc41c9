// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.Rate;
import dev.taskworkers.runtime.Moment;
import java.time.Duration;

/**
 * A token bucket: a token falls in at each interval, as long as there is room, and each task takes
 * one. There is room for what falls in within a second, and for one at least. It is full at first.
 *
 * <pre>tokens(now) = min(room, (now − emptyAt) / interval)</pre>
 *
 * Whole nanoseconds, so that no rounding gathers. Belongs to the loop.
 */
final class TokenBucket {
  private final Rate rate;

  /** What nobody may take yet is looked for again so much later. */
  private static final Duration LATER = Duration.ofMinutes(1);

  private long interval;
  private Moment emptyAt;

  /** Until when nothing has fallen in; null while tokens fall in. */
  private Moment stoppedAt;

  /**
   * @param shares only one of so many equal parts of the rate falls in, 1 or more
   */
  TokenBucket(Rate rate, int shares, Moment now) {
    this.rate = rate;
    interval = interval(shares);
    emptyAt = full(now);
  }

  /** Tokens that are there; fewer than none after more were taken than there were. */
  int tokens(Moment now) {
    settle(now);
    return (int) Math.floorDiv(emptyAt.nanosUntil(now), interval);
  }

  void take(Moment now) {
    settle(now);
    emptyAt = emptyAt.plusNanos(interval);
  }

  /** How long until there are {@code tokens}. */
  Duration until(int tokens, Moment now) {
    settle(now);
    var due = now.until(emptyAt.plusNanos(tokens * interval));
    return stoppedAt == null || due.isZero() || due.isNegative() ? due : LATER;
  }

  /**
   * From now on one of so many parts falls in, or none where there are 0; what is there stays, as
   * far as there is room.
   */
  void divide(int shares, Moment now) {
    settle(now);
    stoppedAt = shares == 0 ? now : null;
    if (shares == 0) {
      return;
    }
    var before = interval;
    interval = interval(shares);
    var tokens = (double) emptyAt.nanosUntil(now) / before;
    emptyAt = now.plusNanos(-Math.round(tokens * interval));
  }

  /** What would have fallen in beyond the room is lost, and so is what would have while stopped. */
  private void settle(Moment now) {
    if (stoppedAt != null) {
      emptyAt = emptyAt.plusNanos(stoppedAt.nanosUntil(now));
      stoppedAt = now;
    }
    var earliest = full(now);
    if (emptyAt.isBefore(earliest)) {
      emptyAt = earliest;
    }
  }

  private Moment full(Moment now) {
    var room = Math.max(1, Duration.ofSeconds(1).toNanos() / interval);
    return now.plusNanos(-room * interval);
  }

  private long interval(int shares) {
    return rate.per().toNanos() * shares / rate.tasks();
  }
}
