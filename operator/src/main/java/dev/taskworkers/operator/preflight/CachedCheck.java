package dev.taskworkers.operator.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the verdict on one thing, and looks again in the background when that is due. */
public final class CachedCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CachedCheck.class);
  private static final Duration AGAIN_IF_FIT = Duration.ofMinutes(5);
  private static final Duration AGAIN_IF_NOT = Duration.ofSeconds(20);

  private final Object thing;
  private final Supplier<CheckResult> check;
  private final Executor background;
  private CheckResult last = CheckResult.pending();
  private Instant looked = Instant.MIN;
  private boolean underWay;

  /**
   * @param thing names it for a person
   */
  CachedCheck(Object thing, Supplier<CheckResult> check, Executor background) {
    this.thing = thing;
    this.check = check;
    this.background = background;
  }

  /** The last verdict, without waiting for a newer one. */
  public CheckResult verdict(Instant now) {
    return verdict(now, any -> true);
  }

  /**
   * As {@link #verdict(Instant)}.
   *
   * @param suffices whether one that finds the thing fit is good enough; else it is looked at again
   *     soon
   */
  public CheckResult verdict(Instant now, Predicate<CheckResult> suffices) {
    var known = last();
    if (isDue(now, known.fit() == CheckResult.Fit.YES && suffices.test(known))) {
      background.execute(() -> look(now));
    }
    return known;
  }

  private synchronized CheckResult last() {
    return last;
  }

  private synchronized boolean isDue(Instant now, boolean good) {
    var again = good ? AGAIN_IF_FIT : AGAIN_IF_NOT;
    var isDue = !underWay && (looked.equals(Instant.MIN) || !now.isBefore(looked.plus(again)));
    underWay |= isDue;
    return isDue;
  }

  private void look(Instant now) {
    var verdict = CheckResult.unknown("NoAnswer", thing + " could not be looked at.");
    try {
      verdict = check.get();
    } catch (RuntimeException e) {
      LOG.warn("{} could not be looked at; it is tried again", thing, e);
    } finally {
      remember(verdict, now);
    }
  }

  private synchronized void remember(CheckResult verdict, Instant now) {
    last = verdict.after(last);
    looked = now;
    underWay = false;
  }
}
