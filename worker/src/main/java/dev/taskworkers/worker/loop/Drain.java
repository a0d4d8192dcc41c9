// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.execution.CancelReason;
import dev.taskworkers.worker.pull.TaskSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves without losing anything: lets running tasks finish within the grace period, then stops
 * them, then gives them up. Belongs to the loop.
 */
final class Drain {
  /** How long the last settlements may take when time is up. */
  static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** How much of that programs may take to end that are killed. */
  static final Duration TO_DIE = Duration.ofMillis(300);

  /**
   * They are killed again so often: signals that come at once count as one, and a program may just
   * be starting.
   */
  private static final Duration KILL_EVERY = Duration.ofMillis(50);

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final GracePeriod grace;
  private final Timer timer;
  private final TaskSource source;
  private final Slots slots;
  private final Runnable nackWaiting;
  private final Runnable changed;
  private final CompletableFuture<Void> beginning = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private boolean leaving;
  private boolean told;

  /**
   * @param nackWaiting gives back what has not begun
   * @param changed hears of each step, and has {@link #look} called
   */
  public Drain(
      GracePeriod grace,
      Timer timer,
      TaskSource source,
      Slots slots,
      Runnable nackWaiting,
      Runnable changed) {
    this.grace = grace;
    this.timer = timer;
    this.source = source;
    this.slots = slots;
    this.nackWaiting = nackWaiting;
    this.changed = changed;
  }

  /** Whether somebody else wants it to, and has probably told its handler, too. */
  public boolean told() {
    return told;
  }

  /**
   * Leaves because somebody else wants it, who ends the process after the grace period; a second
   * call changes nothing.
   */
  public void obey(String why) {
    if (told) {
      return;
    }
    told = true;
    if (begun()) {
      log.info("There are {} left, because {}.", GoDuration.format(grace.total()), why);
    }
    begin(why);
    end(grace);
  }

  /**
   * Lets running tasks finish, for which they have as long as they may take; a second call changes
   * nothing.
   */
  public void begin(String why) {
    if (!beginning.complete(null)) {
      return;
    }
    log.info("Draining, because {}; tasks running: {}.", why, slots.busy());
    nackWaiting.run();
    source.letEnd();
    changed.run();
  }

  /** Leaves within a shorter time than the grace period. */
  public void hurry(String why, GracePeriod left) {
    obey(why);
    log.info("There are {} left, because {}.", GoDuration.format(left.total()), why);
    end(left);
  }

  /** What comes first, stops. */
  private void end(GracePeriod left) {
    timer.after(left.untilStop(), () -> slots.cancelAll(CancelReason.DRAIN));
    timer.after(left.untilNack(), () -> leaveNow("the time to leave is over"));
  }

  /** Gives every task up at once, also those that run; programs end first, if they can be ended. */
  public void leaveNow(String why) {
    told = true;
    leaving = true;
    begin(why);
    source.cancel();
    slots.cancelAll(CancelReason.DRAIN);
    if (slots.killAll()) {
      for (var at = KILL_EVERY; at.compareTo(TO_DIE) < 0; at = at.plus(KILL_EVERY)) {
        timer.after(at, slots::killAll);
      }
      timer.after(TO_DIE, this::abandon);
    } else {
      slots.abandonAll();
    }
    timer.after(LAST_WORDS, () -> over.complete(null));
    changed.run();
  }

  private void abandon() {
    slots.abandonAll();
    changed.run();
  }

  /** True once every task is given up: what is to be sent must be sent now. */
  public boolean leaving() {
    return leaving;
  }

  public boolean begun() {
    return beginning.isDone();
  }

  /** Completes when it begins. */
  public CompletableFuture<Void> beginning() {
    return beginning;
  }

  /** It is over when nothing runs, {@code unsettled} is 0 and nothing may arrive any more. */
  public void look(int unsettled) {
    if (begun() && slots.runs() == 0 && unsettled == 0 && !source.outstanding()) {
      over.complete(null);
    }
  }

  /** Completes when nothing is held any more. */
  public CompletableFuture<Void> over() {
    return over;
  }
}
