// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Tasks per second that will want a slot, λ, from the best source that there is: counted by a
 * doorbell, else inferred from what workers start, else from two samples.
 *
 * @param lasting how many of them have come for how long: as many for the latest time alone, and
 *     fewer for longer
 */
record ArrivalRate(double perSecond, List<SteadyRate> lasting, Arriving evidence) {
  /** A doorbell's counts are complete after this time. */
  static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Duration RETRIES = Duration.ofMinutes(4);

  /** Reports come every 5 s, so shorter windows tell nothing. */
  private static final int[] WINDOWS_OF_COUNTS = {5, 15, 30, 60, 120, SteadyRate.LONGEST_SECONDS};

  private static final int[] WINDOWS_OF_STARTS = {15, 60, SteadyRate.LONGEST_SECONDS};

  /** Seconds by which counts may be late and are still called complete. */
  private static final double LATE = 10;

  /** Samples are a minute apart, and two make a rate. */
  private static final double SAMPLED_SECONDS = 60;

  static final ArrivalRate UNKNOWN = new ArrivalRate(0, List.of(), Arriving.UNKNOWN);

  /**
   * Tasks of so many seconds after those that are known: each rate goes on for no longer than it
   * has lasted, or than counts may be late.
   */
  double expectedWithin(double seconds) {
    return lasting.stream()
        .mapToDouble(one -> one.meanWithin(Math.min(seconds, Math.max(one.lastedSeconds(), LATE))))
        .max()
        .orElse(0);
  }

  /** What a doorbell has counted, and what comes again because it failed. */
  static ArrivalRate counted(Arrivals arrivals, History history, Instant now) {
    var until = Seconds.earlier(now.minus(SETTLED), arrivals.countedUntil());
    var published =
        SteadyRate.of(
            WINDOWS_OF_COUNTS, window -> published(arrivals, until.minusSeconds(window), until));
    var returned = history.grown(Service::returned, now.minus(RETRIES), now);
    var again = Math.max(0, returned) / Seconds.of(RETRIES);
    var rate = published.perSecond() + again;
    var mayComeAgain = mayComeAgain(history);
    var retried = new SteadyRate(again, Seconds.of(RETRIES));
    var lasting =
        Stream.concat(
                Stream.of(retried),
                Arrays.stream(WINDOWS_OF_COUNTS)
                    .mapToObj(window -> lasting(arrivals, until, window, again)))
            .filter(one -> !Double.isNaN(one.perSecond()))
            .map(
                one ->
                    new SteadyRate(
                        Math.min(rate, one.perSecond()),
                        one.lastedSeconds(),
                        one.mayCome(),
                        again,
                        mayComeAgain))
            .toList();
    return new ArrivalRate(rate, lasting, Arriving.COUNTED);
  }

  /**
   * Tasks published in [from, until). While a doorbell has counted no more than chance explains, it
   * knows no rate at which tasks came before it listened.
   */
  private static double published(Arrivals arrivals, Instant from, Instant until) {
    var begin =
        arrivals
            .countedFrom()
            .filter(first -> arrivals.between(first, until) < Chance.of(0))
            .map(first -> Seconds.later(first, from))
            .orElse(from);
    return arrivals.between(begin, until);
  }

  /**
   * Tasks in back-off, and what may be delivered again of vanished pods: those that run or wait are
   * there already. Any number while no report tells.
   */
  private static double mayComeAgain(History history) {
    return history
        .last()
        .filter(History.Tick::reported)
        .map(tick -> tick.service().outstanding())
        .map(left -> (double) left.postponed() + left.orphaned() + left.uncertain())
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** A burst within a window has lasted from its first task to its last, and no longer. */
  private static SteadyRate lasting(Arrivals arrivals, Instant until, int window, double again) {
    var from = until.minusSeconds(window);
    var came = arrivals.between(from, until);
    var spread = arrivals.spread(from, until);
    var like = arrivals.mostWithin(spread, arrivals.countedSince(), from);
    var twiceAsLong = arrivals.mostWithin(2 * spread, arrivals.countedSince(), from);
    var mayCome = mayCome(came, like, twiceAsLong);
    return new SteadyRate(came / window + again, spread, mayCome, again, 0);
  }

  /**
   * What is left to come of a burst, if in an equal time before it as many came, as far as chance
   * explains: no more than came then in twice that time. Empty for one that is larger, or where so
   * long a time before it was not counted.
   *
   * @param like the most that came before in as long a time as this burst has lasted
   */
  private static OptionalDouble mayCome(
      double came, OptionalDouble like, OptionalDouble twiceAsLong) {
    return like.isPresent()
            && twiceAsLong.isPresent()
            && came <= like.getAsDouble() + Chance.of(like.getAsDouble())
        ? OptionalDouble.of(Math.max(0, twiceAsLong.getAsDouble() - came))
        : OptionalDouble.empty();
  }

  /** While a slot is free, arrivals are starts. */
  static ArrivalRate started(History history, Instant now) {
    var started =
        SteadyRate.of(
            WINDOWS_OF_STARTS,
            window -> history.grown(Service::started, now.minusSeconds(window), now));
    var lasted = Seconds.duration(started.lastedSeconds());
    var mayCome =
        mayCome(
            started.perSecond() * started.lastedSeconds(),
            history.mostGrown(Service::started, lasted, now.minus(lasted)),
            history.mostGrown(Service::started, lasted.multipliedBy(2), now.minus(lasted)));
    var lasting = new SteadyRate(started.perSecond(), started.lastedSeconds(), mayCome, 0, 0);
    return new ArrivalRate(started.perSecond(), List.of(lasting), Arriving.INFERRED);
  }

  /**
   * While all slots are busy: how densely the tasks were published that start now, or the rate
   * between the last samples, whichever is the later news. As many come as start, at least; but
   * while those start that a sample has seen waiting, new slots alone may be what starts them.
   */
  static ArrivalRate saturated(
      History history, Samples samples, Policy policy, double taskSeconds, Instant now) {
    var starts = started(history, now);
    var density = PublishDensity.of(history, now);
    var sampled = samples.rate(history, policy, taskSeconds);
    var news =
        sampled.isPresent() && (density.isEmpty() || sampled.get().at().isAfter(density.get().at()))
            ? sampled
            : density;
    var published = published(starts, history, now);
    var areSeen = sampled.filter(known -> known.at().isAfter(published)).isPresent();
    var least = areSeen ? 0 : starts.perSecond();
    var rate = Math.max(least, news.map(Dated::perSecond).orElse(0.0));
    var lasting =
        rate == starts.perSecond()
            ? starts.lasting()
            : starts.lasting().stream()
                .map(one -> new SteadyRate(rate, one.lastedSeconds()))
                .toList();
    return new ArrivalRate(rate, lasting, Arriving.INFERRED);
  }

  /** When the tasks were published that start now, as the mean wait of those tells. */
  private static Instant published(ArrivalRate starts, History history, Instant now) {
    var lasted = Seconds.duration(starts.lasting().get(0).lastedSeconds());
    return now.minus(Seconds.duration(history.meanWait(now.minus(lasted), now)));
  }

  /** Where neither a doorbell nor workers tell. */
  static ArrivalRate sampled(History history, Samples samples, Policy policy, double taskSeconds) {
    return samples
        .rate(history, policy, taskSeconds)
        .map(rate -> new SteadyRate(rate.perSecond(), SAMPLED_SECONDS))
        .map(rate -> new ArrivalRate(rate.perSecond(), List.of(rate), Arriving.SAMPLED))
        .orElse(UNKNOWN);
  }

  /** A rate of arrivals at a time that has passed. */
  record Dated(double perSecond, Instant at) {}
}
