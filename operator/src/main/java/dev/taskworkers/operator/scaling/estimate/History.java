// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Recent;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What was seen at each tick of the last minutes, oldest first: enough to roll a sample forward.
 */
public record History(List<Tick> ticks) {
  /** Samples and counts of ten minutes are rolled forward, and rates look a minute further back. */
  private static final Duration LENGTH = Duration.ofMinutes(11);

  public static final History EMPTY = new History(List.of());

  public History {
    ticks = List.copyOf(ticks);
  }

  /**
   * One moment.
   *
   * @param ready pods that were ready
   * @param reported whether the workers' reports could be used
   */
  public record Tick(Instant at, int ready, boolean reported, Service service) {
    /** Most pools rest most of the time: then one copy of what is reported does for all ticks. */
    private Tick sharing(Service earlier) {
      return service.equals(earlier) ? new Tick(at, ready, reported, earlier) : this;
    }
  }

  /** This history with one more tick; a tick that is not later than the last one replaces it. */
  public History plus(Tick tick) {
    var shared = last().map(last -> tick.sharing(last.service())).orElse(tick);
    return new History(Recent.with(ticks, shared, Tick::at, tick.at().minus(LENGTH)));
  }

  /** Whether {@code at} is at most a minute older than the first tick. */
  public boolean reaches(Instant at) {
    return !ticks.isEmpty() && !at.plusSeconds(60).isBefore(ticks.get(0).at());
  }

  /** Whether it is known that no pod was ready in [from, now]. */
  public boolean hadNoneReadySince(Instant from) {
    return covers(from)
        && ticks.subList(index(from), ticks.size()).stream().allMatch(tick -> tick.ready() == 0);
  }

  /** Whether {@code at} is not before the first tick. */
  public boolean covers(Instant at) {
    return !ticks.isEmpty() && !at.isBefore(ticks.get(0).at());
  }

  /** Whether it is known of {@code at} that each pod which was ready told what it did. */
  public boolean allHeard(Instant at) {
    return covers(at)
        && at(at)
            .filter(tick -> tick.reported() && tick.service().reporting() >= tick.ready())
            .isPresent();
  }

  /**
   * Of the messages in a sample those that no pod ran or had given back for later; what a pod had
   * in hand for its ordering key is among them, since it is yet to be started. Where no report
   * tells what ran, the ready pods are taken to have run as much as they could.
   */
  public double notStarted(Sample sample, int slotsPerPod) {
    var then = at(sample.at());
    if (!covers(sample.at()) || then.filter(Tick::reported).isEmpty()) {
      var slots = then.map(tick -> tick.ready() * slotsPerPod).orElse(0);
      return Math.max(0, sample.undelivered() - slots);
    }
    var known = then.get().service();
    var elsewhere = known.outstanding().orphaned() + known.outstanding().postponed();
    // What has begun since that tick is told as started in part before the sample, and ran then.
    var running = Math.max(known.running(), moment(sample.at()).value(Service::running));
    return Math.max(0, sample.undelivered() - running - elsewhere);
  }

  /** Tasks that pods had in hand at {@code at} and that waited for their ordering key. */
  public int blocked(Instant at) {
    return at(at).map(tick -> tick.service().blocked()).orElse(0);
  }

  /** What vanished pods ran, and what Pub/Sub may deliver again by and by at {@code at}. */
  int orphaned(Instant at) {
    return at(at)
        .map(tick -> tick.service().outstanding())
        .map(left -> left.orphaned() + left.uncertain())
        .orElse(0);
  }

  public Optional<Tick> last() {
    return ticks.isEmpty() ? Optional.empty() : Optional.of(ticks.get(ticks.size() - 1));
  }

  /** The last tick at or before {@code at}, else the first one; empty without any. */
  public Optional<Tick> at(Instant at) {
    return ticks.isEmpty() ? Optional.empty() : Optional.of(ticks.get(index(at)));
  }

  /** Where the last tick at or before {@code at} is, else 0. */
  private int index(Instant at) {
    var low = 0;
    var high = ticks.size() - 1;
    while (low < high) {
      var middle = (low + high + 1) / 2;
      if (ticks.get(middle).at().isAfter(at)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /**
   * How much a total grew in [from, to], interpolated between ticks with reports: what workers did
   * while they were not heard is spread over that time. The part of the interval that lies before
   * the first tick counts as nothing.
   */
  public double grown(ToDoubleFunction<Service> total, Instant from, Instant to) {
    return isUnchanged() ? 0 : moment(from).grown(total, moment(to));
  }

  /**
   * The most by which a total grew within so long, from a tick on and until {@code to} at the
   * latest; empty where what is remembered is shorter.
   */
  OptionalDouble mostGrown(ToDoubleFunction<Service> total, Duration within, Instant to) {
    return ticks.stream()
        .map(Tick::at)
        .filter(from -> !from.plus(within).isAfter(to))
        .mapToDouble(from -> grown(total, from, from.plus(within)))
        .max();
  }

  /** Since when a total has been what it is, as far back as is known; empty without a tick. */
  public Optional<Instant> unchangedSince(ToDoubleFunction<Service> total) {
    return last()
        .map(tick -> total.applyAsDouble(tick.service()))
        .flatMap(now -> since(tick -> total.applyAsDouble(tick.service()) == now));
  }

  /** Since when pods have been ready, as far back as is known; empty while none is. */
  Optional<Instant> readySince() {
    return since(tick -> tick.ready() > 0);
  }

  /** Since when no slot has been free of pods that report; empty while one is, or none reports. */
  Optional<Instant> fullSince() {
    return since(
        tick ->
            tick.reported()
                && tick.service().slots() > 0
                && tick.service().occupied() >= tick.service().slots());
  }

  private Optional<Instant> since(Predicate<Tick> isSo) {
    var first = ticks.size();
    while (first > 0 && isSo.test(ticks.get(first - 1))) {
      first--;
    }
    return first < ticks.size() ? Optional.of(ticks.get(first).at()) : Optional.empty();
  }

  /** A resting pool, or one whose workers never report. */
  private boolean isUnchanged() {
    return ticks.isEmpty() || ticks.get(0).service() == ticks.get(ticks.size() - 1).service();
  }

  /** The first tick at which the reports could be used. */
  public Optional<Instant> firstReported() {
    return reportedFrom(Instant.MIN);
  }

  /** The first tick at or after {@code at} at which the reports could be used. */
  public Optional<Instant> reportedFrom(Instant at) {
    for (var i = index(at); i < ticks.size(); i++) {
      var tick = ticks.get(i);
      if (tick.reported() && !tick.at().isBefore(at)) {
        return Optional.of(tick.at());
      }
    }
    return Optional.empty();
  }

  /** When a total grew in [from, to], on average; the middle where it did not. */
  public Instant meanTime(ToDoubleFunction<Service> total, Instant from, Instant to) {
    double weight = 0;
    double weighted = 0;
    for (var i = index(from) + 1; i < ticks.size(); i++) {
      var begin = Seconds.later(ticks.get(i - 1).at(), from);
      var end = ticks.get(i).at().isBefore(to) ? ticks.get(i).at() : to;
      if (begin.isBefore(end)) {
        var grown = grown(total, begin, end);
        weight += grown;
        weighted += grown * (Seconds.between(from, begin) + Seconds.between(from, end)) / 2;
      }
    }
    var mean = weight > 0 ? weighted / weight : Seconds.between(from, to) / 2;
    return from.plusMillis(Math.round(1000 * mean));
  }

  /** The mean wait of the first runs that began in [from, to], seconds; 0 without one. */
  public double meanWait(Instant from, Instant to) {
    var begin = moment(from);
    var end = moment(to);
    var waited = begin.grown(Service::waited, end);
    return waited < 0.5 ? 0 : begin.grown(Service::waitSeconds, end) / waited;
  }

  /**
   * First runs that began in [from, to] of tasks published before {@code time}, as the mean wait of
   * those tells that began between two ticks.
   */
  double startedOfBefore(Instant time, Instant from, Instant to) {
    double older = 0;
    if (isUnchanged()) {
      return older;
    }
    for (var i = index(from) + 1; i < ticks.size() && ticks.get(i - 1).at().isBefore(to); i++) {
      var begin = Seconds.later(ticks.get(i - 1).at(), from);
      var end = Seconds.earlier(ticks.get(i).at(), to);
      var started = grown(Service::waited, begin, end);
      var waited = grown(Service::waitSeconds, begin, end);
      if (started > 0 && waited / started > Seconds.between(time, end)) {
        older += started;
      }
    }
    return older;
  }

  /** A time, looked up once for all totals that are asked of it. */
  public Moment moment(Instant at) {
    if (ticks.isEmpty()) {
      return Moment.at(Service.unreported());
    }
    var i = index(at);
    var before = reportedBefore(i);
    if (before >= 0 && !at.isAfter(ticks.get(before).at())) {
      return Moment.at(ticks.get(before).service());
    }
    var after = reportedAfter(i);
    if (before < 0 || after < 0) {
      return Moment.at(ticks.get(before >= 0 ? before : after >= 0 ? after : i).service());
    }
    var begun = ticks.get(before);
    var ended = ticks.get(after);
    var share =
        Seconds.between(begun.at(), at) / Math.max(1e-9, Seconds.between(begun.at(), ended.at()));
    return new Moment(begun.service(), ended.service(), share);
  }

  /**
   * A time between two ticks with reports.
   *
   * @param share of the time between the two that has passed
   */
  public record Moment(Service before, Service after, double share) {
    private static Moment at(Service tick) {
      return new Moment(tick, tick, 0);
    }

    /** How much a total grew from this time to {@code later}. */
    public double grown(ToDoubleFunction<Service> total, Moment later) {
      return Math.max(0, later.value(total) - value(total));
    }

    private double value(ToDoubleFunction<Service> total) {
      var begun = total.applyAsDouble(before);
      return share == 0 ? begun : begun + share * (total.applyAsDouble(after) - begun);
    }
  }

  /** The last tick with reports at or before the i-th; -1 without one. */
  private int reportedBefore(int i) {
    var tick = i;
    while (tick >= 0 && !ticks.get(tick).reported()) {
      tick--;
    }
    return tick;
  }

  /** The first tick with reports after the i-th; -1 without one. */
  private int reportedAfter(int i) {
    for (var tick = i + 1; tick < ticks.size(); tick++) {
      if (ticks.get(tick).reported()) {
        return tick;
      }
    }
    return -1;
  }
}
