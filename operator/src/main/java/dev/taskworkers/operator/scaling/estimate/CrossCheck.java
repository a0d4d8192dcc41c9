// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds a doorbell's counts against what workers start: they can't start more than came and was
 * there. Where they do, beyond chance, the doorbell does not hear every task.
 *
 * <pre>
 *   missed = starts − told late − counted − not started at the begin − what may have come again
 *
 *   distrusted where  missed > 2 + 2.5 √(starts told at both ends + 1) + counted / 10
 * </pre>
 *
 * Chance only decides on which side of the begin and of the end a start is told. In between each
 * task is counted once and started once, so a long comparison leaves no more to chance than a short
 * one.
 *
 * <p>A doorbell that samples does not see when a burst begins, and is not judged.
 *
 * @param from what was known at the begin of the present comparison
 * @param distrustedSince since when the counts can't be trusted
 * @param agreesSince since when a distrusted doorbell has counted what was started
 */
public record CrossCheck(
    Optional<Known> from, Optional<Instant> distrustedSince, Optional<Instant> agreesSince) {

  /**
   * A time at which the tasks were known that no worker had started.
   *
   * @param publishedFrom only those are among them that were published from then on, since nothing
   *     has told of earlier ones; empty where all are
   */
  public record Known(Instant at, double notStarted, Optional<Instant> publishedFrom) {
    public Known {
      // A record that an earlier version has written does not tell.
      publishedFrom = publishedFrom == null ? Optional.empty() : publishedFrom;
    }

    /** All of them. */
    public Known(Instant at, double notStarted) {
      this(at, notStarted, Optional.empty());
    }

    /** First runs in [at, to] of tasks that are not among them. */
    double othersStarted(History history, Instant to) {
      return publishedFrom.map(time -> history.startedOfBefore(time, at, to)).orElse(0.0);
    }

    /** With those of the others that have started by {@code now}: they were there, too. */
    Known withOthersStarted(History history, Instant now) {
      return new Known(at, notStarted + othersStarted(history, now));
    }

    /** The one of the later time. */
    static Optional<Known> later(Optional<Known> one, Optional<Known> other) {
      return Stream.of(one, other).flatMap(Optional::stream).max(Comparator.comparing(Known::at));
    }
  }

  public static final CrossCheck NEW =
      new CrossCheck(Optional.empty(), Optional.empty(), Optional.empty());

  /** A comparison goes on for so long, and longer while something seems to be missed. */
  private static final Duration LENGTH = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What a look shows of starts is up to so old. */
  private static final Duration OLDEST_REPORT = Duration.ofSeconds(15);

  /** A report is so old at most, as a rule. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private static final Duration TRUSTED_AFTER = Duration.ofMinutes(5);

  private static final double FEW = 2;
  private static final double SHARE = 0.1;

  /** A part of what chance explains that is no reason to look longer. */
  private static final double SLIGHT = 0.25;

  /** The share of seconds that a doorbell hears which does not sample. */
  private static final double WHOLE = 0.9;

  /** A doorbell that has counted so much of what was started hears, as far as can be told. */
  private static final double HEARD = 0.5;

  /**
   * The check, continued.
   *
   * @param newest the last time at which it was known what was yet to be started
   */
  CrossCheck after(Arrivals arrivals, History history, Optional<Known> newest, Instant now) {
    if (!arrivals.listening()) {
      return new CrossCheck(Optional.empty(), distrustedSince, Optional.empty());
    }
    if (from.isEmpty()) {
      return new CrossCheck(newest, distrustedSince, agreesSince);
    }
    var begin = from.get();
    var until = Seconds.earlier(now.minus(ArrivalRate.SETTLED), arrivals.countedUntil());
    if (!reach(begin.at(), arrivals)
        || arrivals.heardShare(begin.at().minus(OLDEST_REPORT), until) < WHOLE) {
      return new CrossCheck(newest, distrustedSince, agreesSince);
    }
    // Between two looks nobody knows when a start was, so all may be among them that was heard.
    var counted = arrivals.between(begin.at(), arrivals.countedUntil());
    var endsOverlap = begin.at().plus(LATE).isAfter(until.minus(LATE));
    if (endsOverlap || Double.isNaN(counted)) {
      return begin.at().plus(LONGEST).isBefore(now)
          ? new CrossCheck(newest, distrustedSince, agreesSince)
          : this;
    }
    var then = history.moment(begin.at());
    var last = history.moment(until);
    var starts = then.grown(Service::waited, last);
    var again =
        then.grown(Service::returned, last)
            + then.grown(Service::perhapsReturned, last)
            + history.orphaned(until);
    var atBegin = history.grown(Service::waited, begin.at(), begin.at().plus(LATE));
    var atEnd = history.grown(Service::waited, until.minus(LATE), until);
    var late = toldLate(atBegin, atEnd);
    var missed = starts - late - counted - begin.notStarted() - again;
    var chance = FEW + Chance.of(atBegin + atEnd) + SHARE * counted;
    var agrees = starts >= 1 && arrivals.between(begin.at(), until) >= HEARD * starts;
    return judged(begin, agrees, missed / chance, newest, now);
  }

  /** Whether what was published since {@code begin} is still remembered. */
  private static boolean reach(Instant begin, Arrivals arrivals) {
    return arrivals.countedFrom().filter(begin::isBefore).isEmpty();
  }

  /**
   * Starts from before the begin of which reports told afterwards: a comparison ends with as many
   * that are yet to be told, unless fewer tasks start then, beyond chance.
   */
  private static double toldLate(double atBegin, double atEnd) {
    var fewer = atBegin - atEnd;
    return fewer > Chance.of(atBegin) ? fewer : 0;
  }

  /**
   * @param hears whether the doorbell has counted most of what was started
   * @param doubt what was missed, as a multiple of what chance explains
   */
  private CrossCheck judged(
      Known begin, boolean hears, double doubt, Optional<Known> newest, Instant now) {
    if (doubt > 1) {
      return new CrossCheck(newest, distrustedSince.or(() -> Optional.of(now)), Optional.empty());
    }
    var age = Duration.between(begin.at(), now);
    var isOver = age.compareTo(LENGTH) >= 0 && doubt < SLIGHT || age.compareTo(LONGEST) >= 0;
    if (!isOver) {
      return this;
    }
    var agrees = hears ? agreesSince.or(() -> Optional.of(begin.at())) : agreesSince;
    var trusted = agrees.filter(since -> !since.plus(TRUSTED_AFTER).isAfter(now)).isPresent();
    return new CrossCheck(newest, trusted ? Optional.empty() : distrustedSince, agrees);
  }

  /** Whether the doorbell's counts can't be taken for all tasks. */
  public boolean distrusts() {
    return distrustedSince.isPresent();
  }
}
