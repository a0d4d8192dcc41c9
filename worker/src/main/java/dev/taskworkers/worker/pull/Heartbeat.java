// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;

/**
 * Keeps a stream alive, and notices that its server is not there any more: one that was silent is
 * asked for a sign of life, and given up when it gives none, provided that it has given one before.
 * Belongs to the loop.
 */
final class Heartbeat {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PING_AFTER_SILENCE = Duration.ofSeconds(10);

  /** Pub/Sub ends streams on which it hears nothing for a minute; its clients ping every 30 s. */
  private static final Duration PING_AT_LEAST = Duration.ofSeconds(25);

  /** As Google's clients: a server that does not answer a ping for so long is not there. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);

  /** The first may be what some servers say of the subscription when a stream opens. */
  private static final int SIGNS_OF_ONE_THAT_ANSWERS = 2;

  private final Timer timer;
  private final Runnable ping;
  private final Runnable giveUp;
  private int signs;
  private Moment heardAt;
  private Moment pingedAt;

  /** The first ping since the server was heard. */
  private Moment unansweredSince;

  private boolean unanswered;
  private Cancellable look = () -> {};

  /**
   * @param ping asks for a sign of life
   * @param giveUp runs once, when none came
   */
  Heartbeat(Timer timer, Runnable ping, Runnable giveUp) {
    this.timer = timer;
    this.ping = ping;
    this.giveUp = giveUp;
  }

  void start() {
    heardAt = timer.moment();
    ping(heardAt);
    look = timer.after(LOOK, this::look);
  }

  /**
   * The server was heard.
   *
   * @param sign whether it brought nothing: a sign of life
   */
  void heard(boolean sign) {
    if (sign) {
      signs++;
    }
    unanswered = false;
    heardAt = timer.moment();
  }

  void stop() {
    look.cancel();
  }

  private void look() {
    var now = timer.moment();
    if (unanswered
        && signs >= SIGNS_OF_ONE_THAT_ANSWERS
        && passed(unansweredSince, now, ANSWER_PATIENCE)) {
      giveUp.run();
      return;
    }
    var silent =
        passed(heardAt, now, PING_AFTER_SILENCE) && passed(pingedAt, now, PING_AFTER_SILENCE);
    if (silent || passed(pingedAt, now, PING_AT_LEAST)) {
      ping(now);
    }
    look = timer.after(LOOK, this::look);
  }

  private void ping(Moment now) {
    if (!unanswered) {
      unanswered = true;
      unansweredSince = now;
    }
    pingedAt = now;
    ping.run();
  }

  private static boolean passed(Moment since, Moment now, Duration time) {
    return since.until(now).compareTo(time) >= 0;
  }
}
