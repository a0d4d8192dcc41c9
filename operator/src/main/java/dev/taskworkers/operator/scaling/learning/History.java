package dev.taskworkers.operator.scaling.learning;

import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.scaling.units.Recent;
import dev.taskworkers.operator.scaling.units.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What was seen at each tick of the last minutes, oldest first: enough to roll a sample forward.
 */
public record History(List<Tick> ticks) {
  /** A sample is up to 5 min old when it is replaced, and rates look a minute further back. */
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
   * How much a total grew in [from, to], interpolated between ticks. The part of the interval that
   * lies before the first tick counts as nothing.
   */
  public double grown(ToDoubleFunction<Service> total, Instant from, Instant to) {
    return ticks.isEmpty() ? 0 : Math.max(0, value(total, to) - value(total, from));
  }

  /** When a total grew in [from, to], on average; the middle where it did not. */
  public Instant meanTime(ToDoubleFunction<Service> total, Instant from, Instant to) {
    double weight = 0;
    double weighted = 0;
    for (var i = index(from) + 1; i < ticks.size(); i++) {
      var begin = later(ticks.get(i - 1).at(), from);
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

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The mean wait of the first runs that began in [from, to], seconds; 0 without one. */
  public double meanWait(Instant from, Instant to) {
    var waited = grown(Service::waited, from, to);
    return waited < 0.5 ? 0 : grown(Service::waitSeconds, from, to) / waited;
  }

  private double value(ToDoubleFunction<Service> total, Instant at) {
    var i = index(at);
    var before = ticks.get(i);
    if (i == ticks.size() - 1 || !at.isAfter(before.at())) {
      return total.applyAsDouble(before.service());
    }
    var after = ticks.get(i + 1);
    var share =
        Seconds.between(before.at(), at) / Math.max(1e-9, Seconds.between(before.at(), after.at()));
    var begin = total.applyAsDouble(before.service());
    return begin + share * (total.applyAsDouble(after.service()) - begin);
  }
}
