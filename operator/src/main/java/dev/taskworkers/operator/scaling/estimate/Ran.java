// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What ran between two samples where no worker reports, but arrivals are counted: min(B, slots)
 * tasks at each moment, and arrivals − ΔB of them ended.
 *
 * <p>Between the samples their number is taken to have changed evenly, and where more came early
 * than by chance, these to have ended evenly: a batch that came and went between two samples is not
 * taken for tasks that need no time.
 *
 * @param busySeconds for how long slots were busy, all together
 * @param arrived tasks that came
 * @param ended tasks that ended, 0 or more
 */
record Ran(double busySeconds, double arrived, double ended) {
  /** Samples are a minute apart, and pods come and go every few seconds. */
  private static final int PARTS = 12;

  /** Between samples that are further apart one is missing, or two. */
  private static final Duration APART = Duration.ofSeconds(150);

  /** Empty where arrivals were not counted. */
  static Optional<Ran> between(
      Sample first, Sample second, Arrivals arrivals, History history, int slotsPerPod) {
    var elapsed = Seconds.between(first.at(), second.at());
    var arrived = arrivals.between(first.at(), second.at());
    if (elapsed <= 0 || Double.isNaN(arrived)) {
      return Optional.empty();
    }
    double busy = 0;
    for (var i = 0; i < PARTS; i++) {
      var share = (i + 0.5) / PARTS;
      var at = after(first.at(), share * elapsed);
      var tasks =
          first.undelivered()
              + share * (second.undelivered() - first.undelivered())
              + early(arrivals.between(first.at(), at), arrived, share);
      busy += busy(tasks, at, history, slotsPerPod) * elapsed / PARTS;
    }
    var ended = arrived - (second.undelivered() - first.undelivered());
    return Optional.of(new Ran(busy, arrived, Math.max(0, ended)));
  }

  /**
   * What ran from the first sample to the last, as far as that is certain: of the tasks that were
   * there those that have not ended, and as many have ended as either sample may have lacked or
   * held beyond those that were there.
   */
  static Ran throughout(
      Sample first, Sample last, Arrivals arrivals, History history, int slotsPerPod) {
    var arrived = arrivals.between(first.at(), last.at());
    var gone = Math.max(0, arrived - (last.undelivered() - first.undelivered()));
    var ended =
        gone + JoinedSample.lacks(first.at(), arrivals) + JoinedSample.holds(last.at(), arrivals);
    var elapsed = Seconds.between(first.at(), last.at());
    double busy = 0;
    for (var i = 0; i < PARTS; i++) {
      var at = after(first.at(), (i + 0.5) / PARTS * elapsed);
      busy += busy(first.undelivered() - ended, at, history, slotsPerPod) * elapsed / PARTS;
    }
    return new Ran(busy, arrived, ended);
  }

  /**
   * For how long slots were busy while so many were acknowledged, all together, seconds. Empty
   * where samples don't tell of all the time what there was.
   *
   * @param samples oldest first
   */
  static OptionalDouble busySeconds(
      Acknowledged one, List<Sample> samples, History history, int slotsPerPod) {
    var elapsed = Seconds.between(one.from(), one.to());
    if (elapsed <= 0 || !history.covers(one.from())) {
      return OptionalDouble.empty();
    }
    double busy = 0;
    for (var i = 0; i < PARTS; i++) {
      var at = after(one.from(), (i + 0.5) / PARTS * elapsed);
      busy += busy(tasks(samples, at), at, history, slotsPerPod) * elapsed / PARTS;
    }
    return Double.isNaN(busy) ? OptionalDouble.empty() : OptionalDouble.of(busy);
  }

  /** Slots that were busy; NaN where the tasks are not known. */
  private static double busy(double tasks, Instant at, History history, int slotsPerPod) {
    var slots = history.at(at).map(tick -> tick.ready() * slotsPerPod).orElse(0);
    return Math.max(0, Math.min(tasks, slots));
  }

  private static Instant after(Instant from, double seconds) {
    return from.plusMillis(Math.round(1000 * seconds));
  }

  /** What there was between two samples; NaN where one is missing there. */
  private static double tasks(List<Sample> samples, Instant at) {
    for (var i = 1; i < samples.size(); i++) {
      var first = samples.get(i - 1);
      var second = samples.get(i);
      if (!at.isBefore(first.at()) && !at.isAfter(second.at())) {
        return first.at().plus(APART).isBefore(second.at())
            ? Double.NaN
            : first.undelivered()
                + Seconds.between(first.at(), at)
                    / Seconds.between(first.at(), second.at())
                    * (second.undelivered() - first.undelivered());
      }
    }
    return Double.NaN;
  }

  /**
   * How many more tasks had come by a part of the time than if all had come evenly; 0 while chance
   * explains it.
   */
  private static double early(double come, double all, double share) {
    var more = come - share * all;
    return more > Chance.of(all * share * (1 - share)) ? more : 0;
  }
}
