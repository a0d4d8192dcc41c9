package dev.taskworkers.operator.scaling.reckoning;

import dev.taskworkers.operator.scaling.signals.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  public record Tick(Instant at, int ready, boolean reported, Service service) {}

  /** This history with one more tick; a tick that is not later than the last one replaces it. */
  public History plus(Tick tick) {
    var oldest = tick.at().minus(LENGTH);
    var kept = new ArrayList<Tick>(ticks.size() + 1);
    for (var earlier : ticks) {
      if (earlier.at().isBefore(tick.at()) && !earlier.at().isBefore(oldest)) {
        kept.add(earlier);
      }
    }
    kept.add(tick);
    return new History(kept);
  }

  /** Whether {@code at} is at most a minute older than the first tick. */
  boolean reaches(Instant at) {
    return !ticks.isEmpty() && !at.plusSeconds(60).isBefore(ticks.get(0).at());
  }

  public Optional<Tick> last() {
    return ticks.isEmpty() ? Optional.empty() : Optional.of(ticks.get(ticks.size() - 1));
  }

  /** The last tick at or before {@code at}, else the first one; empty without any. */
  public Optional<Tick> at(Instant at) {
    for (var i = ticks.size() - 1; i >= 0; i--) {
      if (!ticks.get(i).at().isAfter(at)) {
        return Optional.of(ticks.get(i));
      }
    }
    return ticks.stream().findFirst();
  }

  /**
   * How much a total grew in [from, to], interpolated between ticks. The part of the interval that
   * lies before the first tick counts as nothing.
   */
  public double grown(ToDoubleFunction<Service> total, Instant from, Instant to) {
    return ticks.isEmpty() ? 0 : Math.max(0, value(total, to) - value(total, from));
  }

  private double value(ToDoubleFunction<Service> total, Instant at) {
    var i = ticks.size() - 1;
    while (i > 0 && ticks.get(i).at().isAfter(at)) {
      i--;
    }
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
