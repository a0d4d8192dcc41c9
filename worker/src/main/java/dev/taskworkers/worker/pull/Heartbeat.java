package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Moment;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;

/**
 * Notices that a server is not there any more: one that was silent is asked for a sign of life, and
 * given up when it gives none. Belongs to the loop.
 */
final class Heartbeat {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PING_AFTER_SILENCE = Duration.ofSeconds(10);

  /** As Google's client: a server that does not answer a ping for so long is not there. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);

  private final Timer timer;
  private final Runnable ping;
  private final Runnable giveUp;
  private Moment heardAt;
  private boolean pinged;
  private Cancellable look = () -> {};

  /**
   * @param ping asks for a sign of life
   * @param giveUp runs once, when none came
   */
  Heartbeat(Timer timer, Runnable ping, Runnable giveUp) {
    this.timer = timer;
    this.ping = ping;
    this.giveUp = giveUp;
    heardAt = timer.moment();
  }

  void start() {
    ping();
    look = timer.after(LOOK, this::look);
  }

  /** The server gave a sign of life. */
  void heard() {
    pinged = false;
    heardAt = timer.moment();
  }

  void stop() {
    look.cancel();
  }

  private void look() {
    var silence = heardAt.until(timer.moment());
    if (pinged && silence.compareTo(ANSWER_PATIENCE) >= 0) {
      giveUp.run();
      return;
    }
    if (!pinged && silence.compareTo(PING_AFTER_SILENCE) >= 0) {
      ping();
    }
    look = timer.after(LOOK, this::look);
  }

  private void ping() {
    pinged = true;
    ping.run();
  }
}
