// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the verdict on one thing, and looks again in the background when that is due: the more
 * rarely, the longer it has been of no use, since nobody may mend it for days.
 */
public final class CachedCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CachedCheck.class);
  private static final Duration RAREST = Duration.ofMinutes(5);
  private static final Duration SOONEST = Duration.ofSeconds(20);

  /** An answer that does not come is nobody's to mend, and may come at any time. */
  private static final Duration RAREST_WITHOUT_ANSWER = Duration.ofMinutes(1);

  /** Who mends a thing waits no longer than this part of the time for which it was of no use. */
  private static final int PART = 4;

  /** For how long an answer still says who may use the thing, when no other comes. */
  private static final Duration BELIEVED = Duration.ofHours(1);

  private final Object thing;
  private final Supplier<CheckResult> check;
  private final Background background;

  /** Who waits for a look, and how many there were before: any later one serves all. */
  private final Map<String, Long> asked = new HashMap<>();

  /** Since when the thing has been of no use, to whom it is not. */
  private final Map<String, Instant> useless = new HashMap<>();

  private CheckResult last = CheckResult.pending();
  private long looks;
  private Instant looked = Instant.MIN;
  private Instant answered = Instant.MIN;
  private boolean underWay;

  /** Where looks are taken. */
  interface Background {
    /**
     * Takes a look in its turn.
     *
     * @param namespace on whose behalf
     * @param failed runs where the look will not be taken, for example for want of a thread
     */
    void execute(String namespace, Runnable look, Runnable failed);
  }

  /**
   * @param thing names it for a person
   */
  CachedCheck(Object thing, Supplier<CheckResult> check, Background background) {
    this.thing = thing;
    this.check = check;
    this.background = background;
  }

  /**
   * The last verdict, without waiting for a newer one.
   *
   * @param namespace on whose behalf it is looked for, should that be due
   */
  public CheckResult verdict(String namespace, Instant now) {
    return verdict(namespace, now, any -> true);
  }

  /**
   * As {@link #verdict(String, Instant)}.
   *
   * @param suffices whether one that finds the thing fit is good enough; else it is looked at again
   *     soon
   */
  public CheckResult verdict(String namespace, Instant now, Predicate<CheckResult> suffices) {
    var known = last();
    if (isDue(namespace, now, known, suffices)) {
      var after = looks();
      background.execute(namespace, () -> look(namespace, now), () -> failed(namespace, after));
    }
    return known;
  }

  private synchronized CheckResult last() {
    return last;
  }

  private synchronized boolean isDue(
      String namespace, Instant now, CheckResult known, Predicate<CheckResult> suffices) {
    var pause = pause(namespace, now, known, suffices);
    var isDue = looked.equals(Instant.MIN) || !now.isBefore(looked.plus(pause));
    // Nobody waits in another one's line: that may be long.
    return isDue && !underWay && asked.putIfAbsent(namespace, looks) == null;
  }

  private Duration pause(
      String namespace, Instant now, CheckResult known, Predicate<CheckResult> suffices) {
    if (known.fit() == CheckResult.Fit.YES && suffices.test(known)) {
      useless.remove(namespace);
      return RAREST;
    }
    var rarest = known.isUnanswered() ? RAREST_WITHOUT_ANSWER : RAREST;
    var since = useless.computeIfAbsent(namespace, absent -> now);
    var part = Duration.between(since, now).dividedBy(PART);
    return part.compareTo(SOONEST) < 0 ? SOONEST : part.compareTo(rarest) > 0 ? rarest : part;
  }

  private void look(String namespace, Instant now) {
    if (!begins(namespace)) {
      return;
    }
    var verdict = CheckResult.of(CheckResult.State.NO_ANSWER, thing + " could not be looked at.");
    try {
      verdict = check.get();
    } catch (RuntimeException e) {
      LOG.warn("the operator could not look at {} and tries again", thing, e);
    } finally {
      remember(verdict, now);
    }
  }

  private synchronized long looks() {
    return looks;
  }

  /** The look that {@code namespace} waits for does not come: another one may. */
  private synchronized void failed(String namespace, long after) {
    asked.remove(namespace, after);
  }

  /** Whether nobody else has looked meanwhile. */
  private synchronized boolean begins(String namespace) {
    var begins = Objects.equals(asked.remove(namespace), looks) && !underWay;
    underWay |= begins;
    return begins;
  }

  private synchronized void remember(CheckResult verdict, Instant now) {
    last = verdict.after(last, !answered.plus(BELIEVED).isAfter(now));
    looks++;
    looked = now;
    answered = verdict.fit() == CheckResult.Fit.UNKNOWN ? answered : now;
    underWay = false;
  }
}
