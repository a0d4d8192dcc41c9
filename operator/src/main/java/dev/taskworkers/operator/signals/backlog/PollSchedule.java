// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import dev.taskworkers.runtime.GrowingPause;
import java.time.Duration;
import java.time.Instant;

/**
 * When a project is asked next: every minute, and after an exceeded quota ever more rarely, up to
 * every 5 min, until an answer comes; and at once where the clock was set back. Thread-safe.
 */
final class PollSchedule {
  private static final Duration EVERY = Duration.ofSeconds(60);
  private static final Duration RAREST = Duration.ofMinutes(5);

  /** New pools may hurry a question, but no more often than this. */
  private static final Duration SOONEST = Duration.ofSeconds(15);

  private Instant last = Instant.EPOCH;
  private final GrowingPause pause = new GrowingPause(EVERY.multipliedBy(2), RAREST);
  private boolean failing;
  private boolean sound;

  synchronized boolean isDue(Instant now, boolean hurry) {
    var wait =
        hurry && !failing
            ? SOONEST
            : EVERY.compareTo(pause.present()) > 0 ? EVERY : pause.present();
    return now.isBefore(last) || !now.isBefore(last.plus(wait));
  }

  /** Whether the last question was answered; not so before the first. */
  synchronized boolean isSound() {
    return sound;
  }

  /** Whether the last question was not answered; not so before the first. */
  synchronized boolean isFailing() {
    return failing;
  }

  synchronized void answered(Instant now) {
    last = now;
    failing = false;
    sound = true;
    pause.end();
  }

  /** Returns whether this is news: the first failure after an answer. */
  synchronized boolean failed(boolean quota, Instant now) {
    last = now;
    var news = !failing;
    failing = true;
    sound = false;
    if (quota) {
      pause.longer();
    }
    return news;
  }
}
