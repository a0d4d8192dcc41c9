// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the estimator remembers of a pool.
 *
 * @param since when it began to watch
 * @param history what was seen in the last minutes, now included
 * @param learned how long tasks take
 * @param emptyAt the last time at which free slots proved that nothing waited but what {@link
 *     FreeSlots#notStartedAtMost} says; empty while a sample contradicts them
 * @param lastActivity the last arrival, start or running task that was seen
 * @param crossCheck whether a doorbell's counts agree with what workers start
 * @param keyLimit how many tasks can run at once because of their ordering keys, if that limits
 * @param reckoned what was yet to be started, by counts, at a time that counts still reach back to;
 *     empty while samples are fresh and counts reach back to them. It is kept while the doorbell is
 *     deaf, and not used before that counts again
 */
public record EstimatorState(
    Instant since,
    History history,
    ServiceTimeEstimate learned,
    Optional<Instant> emptyAt,
    Optional<Instant> lastActivity,
    CrossCheck crossCheck,
    Optional<KeyLimit> keyLimit,
    Optional<Known> reckoned) {

  public EstimatorState {
    // A record that an earlier version has written does not tell.
    crossCheck = crossCheck == null ? CrossCheck.NEW : crossCheck;
    keyLimit = keyLimit == null ? Optional.empty() : keyLimit;
    reckoned = reckoned == null ? Optional.empty() : reckoned;
  }

  /** Counts reach so far back. */
  static final Duration COUNTED = Duration.ofMinutes(10);

  /** What is older is carried on to a time that late counts do not change any more. */
  private static final Duration CARRIED_AFTER = Duration.ofMinutes(8);

  private static final Duration CARRIED_TO = Duration.ofMinutes(5);

  /** So long Pub/Sub may bring nothing though tasks wait. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  /** Of the known duration: one that runs for so much longer will not end soon. */
  private static final double OVERDUE = 1.5;

  /** Nothing is known yet but what was learned before. */
  public static EstimatorState startingAt(
      Instant now, ServiceTimeEstimate before, Optional<Instant> emptyAt) {
    return new EstimatorState(
        now,
        History.EMPTY,
        before,
        emptyAt,
        Optional.empty(),
        CrossCheck.NEW,
        Optional.empty(),
        Optional.empty());
  }

  /** This state, continued by what is seen now. */
  public EstimatorState after(Observation seen, int slotsPerPod, boolean reported, Instant now) {
    var extended =
        history.plus(new History.Tick(now, seen.pods().ready(), reported, seen.service()));
    var empty =
        FreeSlots.contradicted(seen, extended, slotsPerPod)
            ? Optional.<Instant>empty()
            : provenAt(seen, extended, slotsPerPod, reported, now).or(() -> emptyAt);
    return new EstimatorState(
        since,
        extended,
        learn(seen, extended, slotsPerPod, reported, now),
        empty,
        lastActivity(seen, reported, now),
        reported
            ? crossCheck.after(
                seen.arrivals(),
                extended,
                lastKnown(seen, extended, empty, slotsPerPod, unsampled(seen)),
                now)
            : crossCheck,
        reported
            ? KeyLimit.next(
                keyLimit,
                seen.service(),
                seen.service().blocked() > 0 && slotStaysFree(seen, now)
                    ? OptionalInt.of(seen.service().running())
                    : FreeSlots.runBesideHeld(seen, extended, slotsPerPod),
                now)
            : keyLimit,
        reported && seen.arrivals().listening()
            ? reckoned(seen, extended, empty, slotsPerPod, now)
            : reckoned);
  }

  /**
   * Tasks that wait for longer than counts reach back are not in these any more: they are carried
   * on from one time that is counted still to a later one. The last sample is kept for that when no
   * fresh one follows, since Monitoring may show it for less time than counts reach back.
   */
  private Optional<Known> reckoned(
      Observation seen, History extended, Optional<Instant> empty, int slotsPerPod, Instant now) {
    var sample = seen.backlog().newest();
    var known =
        lastKnown(seen, extended, empty, slotsPerPod, any -> 0)
            .or(() -> sample.flatMap(last -> sampled(last, extended, slotsPerPod)));
    var before =
        reckoned
            .filter(it -> known.filter(later -> later.at().isAfter(it.at())).isEmpty())
            .filter(it -> sample.filter(later -> later.at().isAfter(it.at())).isEmpty());
    return before
        .or(() -> known)
        .or(() -> sample.isPresent() ? Optional.empty() : startOfCounting(seen.arrivals()))
        .filter(it -> it.at().plus(CARRIED_AFTER).isBefore(now))
        .map(it -> carried(it, now.minus(CARRIED_TO), seen.arrivals(), extended))
        .or(() -> before)
        .or(() -> seen.backlog().state() == Backlog.State.FRESH ? Optional.empty() : known);
  }

  /** A doorbell that was made anew has counted nothing of that time. */
  private static Known carried(Known known, Instant to, Arrivals arrivals, History history) {
    var notStarted = notStarted(known, to, arrivals, history);
    return new Known(
        to, Double.isNaN(notStarted) ? known.notStarted() : notStarted, known.publishedFrom());
  }

  /**
   * Tasks that came so shortly before a sample that it may lack them: each region is sampled at
   * seconds of its own, once a minute, and one that has just got its first task shows none yet.
   */
  private static ToDoubleFunction<Instant> unsampled(Observation seen) {
    return at -> {
      var came = seen.arrivals().between(at.minus(JoinedSample.APART), at);
      return Double.isNaN(came) ? 0 : came;
    };
  }

  /**
   * The last time at which it was known what was yet to be started. What an unheard pod starts is
   * told later, and would be taken for something that came since.
   *
   * @param unsampled what a sample of some time may lack
   */
  private static Optional<Known> lastKnown(
      Observation seen,
      History extended,
      Optional<Instant> empty,
      int slotsPerPod,
      ToDoubleFunction<Instant> unsampled) {
    var sampled =
        seen.backlog()
            .anchor()
            .flatMap(sample -> sampled(sample, extended, slotsPerPod))
            .map(
                known ->
                    new Known(
                        known.at(), known.notStarted() + unsampled.applyAsDouble(known.at())));
    var proven =
        empty.map(at -> new Known(at, FreeSlots.notStartedAtMost(at, seen.arrivals(), extended)));
    return Known.later(sampled, proven);
  }

  private static Optional<Known> sampled(Sample sample, History extended, int slotsPerPod) {
    return extended.allHeard(sample.at())
        ? Optional.of(new Known(sample.at(), extended.notStarted(sample, slotsPerPod)))
        : Optional.empty();
  }

  /**
   * Whether no task has begun since {@code from} or earlier, though some that run would have ended
   * by now if they took as long as is known: many of them together, or the oldest one by itself.
   */
  public boolean isStalledSince(Instant from, Instant now) {
    var known = learned.measured().value();
    return learned.isMeasured()
        && history
            .unchangedSince(Service::started)
            .filter(since -> !since.isAfter(from))
            .filter(since -> isOverdue(known) || BusyTime.refutes(known, history, since, now))
            .isPresent();
  }

  /** Tasks of minutes are too few in the minutes that are remembered to be refuted together. */
  private boolean isOverdue(double known) {
    return history
        .last()
        .map(tick -> Seconds.of(tick.service().oldestInFlight()))
        .filter(oldest -> oldest > OVERDUE * known)
        .isPresent();
  }

  private boolean slotStaysFree(Observation seen, Instant now) {
    return seen.service().freeSince().isPresent()
        && freeAllSince(now.minus(FreeSlots.LONGEST_ANSWER)).isPresent();
  }

  private ServiceTimeEstimate learn(
      Observation seen, History extended, int slotsPerPod, boolean reported, Instant now) {
    if (!reported) {
      return learned.modelled(seen.backlog(), seen.arrivals(), extended, slotsPerPod);
    }
    return history
        .last()
        .map(
            last ->
                learned.measured(
                    last.service(), seen.service(), Seconds.between(last.at(), now), now))
        .orElse(learned);
  }

  /** When a slot was free whose worker was pulling, so long ago that a waiting task has come. */
  private Optional<Instant> provenAt(
      Observation seen, History extended, int slotsPerPod, boolean reported, Instant now) {
    if (!reported || seen.pods().ready() == 0) {
      return Optional.empty();
    }
    return seen.arrivals().listening() && !crossCheck.distrusts()
        ? provenBesideCounts(seen, extended, slotsPerPod, now)
        : provenAlone(seen, extended, now);
  }

  /**
   * Counts carry an old proof to now without error, so it may be a safe one: a slot that nothing
   * fills proves an empty queue late where no slot is filled. And it must say less than the counts
   * do, for they know each task that may still wait.
   */
  private Optional<Instant> provenBesideCounts(
      Observation seen, History extended, int slotsPerPod, Instant now) {
    var lately = now.minus(FreeSlots.LONGEST_ANSWER);
    var pullsBring = extended.grown(Service::started, lately, now) > 0;
    return (pullsBring ? lastFree(lately) : freeAllSince(now.minus(LONGEST_SILENCE)))
        .filter(at -> emptyAt.filter(at::isBefore).isEmpty())
        .filter(
            at ->
                lastKnown(seen, extended, emptyAt, slotsPerPod, any -> 0)
                    .or(() -> startOfCounting(seen.arrivals()))
                    .filter(known -> known.at().plus(COUNTED).isAfter(at))
                    .map(known -> notStarted(known, at, seen.arrivals(), extended))
                    .filter(
                        counted ->
                            counted < FreeSlots.notStartedAtMost(at, seen.arrivals(), extended))
                    .isEmpty());
  }

  /** Counts start from an empty queue, or from one of which nothing tells. */
  private Optional<Known> startOfCounting(Arrivals arrivals) {
    return arrivals
        .countedFrom()
        .map(from -> Seconds.later(from, since))
        .map(from -> new Known(from, 0, Optional.of(from)));
  }

  /** By counts, from when it was known last. */
  static double notStarted(Known known, Instant at, Arrivals arrivals, History history) {
    var then = history.moment(known.at());
    var later = history.moment(at);
    return Math.max(
        0,
        known.notStarted()
            + arrivals.between(known.at(), at)
            + then.grown(Service::returned, later)
            + known.othersStarted(history, at)
            - then.grown(Service::started, later));
  }

  /**
   * Without counts a proof must be new to be of use. Tasks that have just started after a long wait
   * say the contrary: then one worker's pulls are late or lost.
   */
  private Optional<Instant> provenAlone(Observation seen, History extended, Instant now) {
    if (seen.service().freeSince().isEmpty()) {
      return Optional.empty();
    }
    var patience = seen.arrivals().listening() ? FreeSlots.LONGEST_ANSWER : Duration.ZERO;
    return freeAllSince(now.minus(patience))
        .filter(at -> extended.meanWait(at, now) < Seconds.of(FreeSlots.LONGEST_ANSWER));
  }

  /** The last tick at or before {@code end} at which a slot was free. */
  private Optional<Instant> lastFree(Instant end) {
    for (var i = history.ticks().size() - 1; i >= 0; i--) {
      var tick = history.ticks().get(i);
      if (!tick.at().isAfter(end) && tick.service().freeSince().isPresent()) {
        return Optional.of(tick.at());
      }
    }
    return Optional.empty();
  }

  /** The last tick at or before {@code begin}, if a slot was free then and at every tick since. */
  private Optional<Instant> freeAllSince(Instant begin) {
    for (var i = history.ticks().size() - 1; i >= 0; i--) {
      var tick = history.ticks().get(i);
      if (tick.service().freeSince().isEmpty()) {
        return Optional.empty();
      }
      if (!tick.at().isAfter(begin)) {
        return Optional.of(tick.at());
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> lastActivity(Observation seen, boolean reported, Instant now) {
    return Stream.of(
            lastActivity,
            lastArrival(seen.arrivals()),
            seen.arrivals().noticed(),
            reported ? lastRun(seen.service(), now) : lastBacklog(seen))
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  private static Optional<Instant> lastArrival(Arrivals arrivals) {
    var counts = arrivals.perSecond();
    for (var i = counts.size() - 1; i >= 0; i--) {
      if (counts.get(i) > 0) {
        return Optional.of(Instant.ofEpochSecond(arrivals.firstSecond() + i));
      }
    }
    return Optional.empty();
  }

  /** A task that runs, one that was started since the last look, or one that came again. */
  private Optional<Instant> lastRun(Service service, Instant now) {
    var moved = history.last().map(last -> moved(last.service(), service));
    return service.inFlight() > 0 || moved.orElse(service.started() > 0)
        ? Optional.of(now)
        : Optional.empty();
  }

  private static boolean moved(Service before, Service now) {
    return now.started() > before.started() || now.returned() > before.returned();
  }

  private static Optional<Instant> lastBacklog(Observation seen) {
    return seen.backlog().anchor().filter(sample -> sample.undelivered() > 0).map(Sample::at);
  }
}
