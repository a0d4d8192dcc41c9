// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;
import java.time.Instant;

/**
 * Notices that the other end of a stream is not there any more: one that was silent is asked for a
 * sign of life, and given up when it gives none. Not safe for threads.
 */
final class Heartbeat {
  private static final Duration PING_AFTER_SILENCE = Duration.ofSeconds(10);

  /** As Google's clients: a server that does not answer a ping for so long is not there. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Of a server that has not answered a ping so far; there are emulators that don't. */
  private static final Duration PATIENCE_WITH_THE_MUTE = Duration.ofMinutes(2);

  /** Pub/Sub ends a stream on which it hears nothing for a minute. */
  private static final Duration PING_AGAIN = Duration.ofSeconds(25);

  /** What is to be done now. */
  enum Beat {
    NOTHING,
    PING,
    GIVE_UP
  }

  private final boolean asks;
  private boolean answers;
  private Instant heardAt;
  private Instant pingedAt = Instant.MAX;
  private Instant pingedLast = Instant.MAX;

  /**
   * @param asks whether this server has ever answered a ping, so that it is asked at the beginning
   * @param answers whether it is known to answer pings now
   */
  Heartbeat(boolean asks, boolean answers, Instant now) {
    this.asks = asks;
    this.answers = answers;
    heardAt = now;
  }

  /**
   * The server gave a sign of life; whether it is known to answer pings now.
   *
   * @param brings whether it brought tasks, as those do too that answer no ping
   */
  boolean heard(boolean brings, Instant now) {
    answers |= !brings && !pingedAt.equals(Instant.MAX);
    heardAt = now;
    pingedAt = Instant.MAX;
    return answers;
  }

  /**
   * Whether a ping is to be sent at the beginning: only the answer shows that a server is there.
   */
  boolean begin(Instant now) {
    if (asks) {
      pingedAt = now;
      ping(now);
    }
    return asks;
  }

  /** To be asked every few seconds; who asks does what the answer says. */
  Beat look(Instant now) {
    if (!pingedAt.equals(Instant.MAX)) {
      var patience = answers ? PATIENCE : PATIENCE_WITH_THE_MUTE;
      if (!now.isBefore(pingedAt.plus(patience))) {
        return Beat.GIVE_UP;
      }
      return now.isBefore(pingedLast.plus(PING_AGAIN)) ? Beat.NOTHING : ping(now);
    }
    if (now.isBefore(heardAt.plus(PING_AFTER_SILENCE))) {
      return Beat.NOTHING;
    }
    pingedAt = now;
    return ping(now);
  }

  private Beat ping(Instant now) {
    pingedLast = now;
    return Beat.PING;
  }
}
