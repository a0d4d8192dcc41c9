// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import dev.taskworkers.worlds.spec.Disturbance.NewConcurrency;
import dev.taskworkers.worlds.spec.Disturbance.NewLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A world that an operator and its workers have to come through.
 *
 * @param past of the pods that are there when it begins
 * @param operatorFrom the second in which an operator begins that knows nothing of it
 * @param seconds how long it lasts
 */
public record World(
    long seed,
    PoolSettings pool,
    Nodes nodes,
    Optional<Past> past,
    int operatorFrom,
    List<Load> loads,
    List<Disturbance> disturbances,
    int seconds) {

  public World {
    loads = List.copyOf(loads);
    disturbances = List.copyOf(disturbances);
  }

  /**
   * Pods that have been there for long.
   *
   * @param runs tasks that each of them has run since then
   * @param taskSeconds how long each of those took
   */
  public record Past(int pods, double ageSeconds, long runs, double taskSeconds) {}

  /** An empty pool whose pods start within 15 to 35 s, with an operator from the beginning. */
  public static World of(PoolSettings pool, int seconds, Load... loads) {
    return new World(
        0, pool, Nodes.of(15, 35), Optional.empty(), 0, List.of(loads), List.of(), seconds);
  }

  public World seeded(long other) {
    return new World(other, pool, nodes, past, operatorFrom, loads, disturbances, seconds);
  }

  public World pool(UnaryOperator<PoolSettings> change) {
    return new World(
        seed, change.apply(pool), nodes, past, operatorFrom, loads, disturbances, seconds);
  }

  public World on(Nodes other) {
    return new World(seed, pool, other, past, operatorFrom, loads, disturbances, seconds);
  }

  public World after(Past other) {
    return new World(
        seed, pool, nodes, Optional.of(other), operatorFrom, loads, disturbances, seconds);
  }

  public World withOperatorFrom(int second) {
    return new World(seed, pool, nodes, past, second, loads, disturbances, seconds);
  }

  public World lasting(int other) {
    return new World(seed, pool, nodes, past, operatorFrom, loads, disturbances, other);
  }

  public World with(Load load) {
    return loads(Stream.concat(loads.stream(), Stream.of(load)).toList());
  }

  public World loads(List<Load> others) {
    return new World(seed, pool, nodes, past, operatorFrom, others, disturbances, seconds);
  }

  /** With the same change of each load's tasks. */
  public World tasks(UnaryOperator<TaskKind> change) {
    return loads(loads.stream().map(load -> load.of(change.apply(load.kind()))).toList());
  }

  public World with(Disturbance one) {
    var all = new ArrayList<>(disturbances);
    all.add(one);
    return new World(seed, pool, nodes, past, operatorFrom, loads, all, seconds);
  }

  /** What the author of the pool wants at a second, with the edits until then. */
  public PoolSettings poolAt(double second) {
    var edited = pool;
    for (var one : disturbances) {
      if (one.from() > second) {
        continue;
      }
      if (one instanceof NewLimits limits) {
        edited = edited.atMost(limits.maxReplicas()).atLeast(limits.minReplicas());
      } else if (one instanceof NewConcurrency concurrency) {
        edited = edited.concurrency(concurrency.slots());
      }
    }
    return edited;
  }

  /** The most and the fewest tasks that a pod ever runs at once. */
  public IntSummaryStatistics slots() {
    return IntStream.concat(
            IntStream.of(pool.slots()), all(NewConcurrency.class).mapToInt(NewConcurrency::slots))
        .summaryStatistics();
  }

  /** The most pods that the author of the pool ever allows. */
  public int mostReplicas() {
    return Math.max(
        pool.maxReplicas(), all(NewLimits.class).mapToInt(NewLimits::maxReplicas).max().orElse(0));
  }

  /** When the last task is published that is not one of a few that come on top. */
  public double loadedUntil() {
    return loads.get(0).shape().until();
  }

  /** The share of a world's load in which a disturbance of one of some kinds is on. */
  public double shareOf(Collection<Class<? extends Disturbance>> kinds) {
    var until = (int) Math.max(1, loadedUntil());
    var hit =
        IntStream.range(0, until)
            .filter(second -> kinds.stream().anyMatch(kind -> isOn(kind, second)))
            .count();
    return (double) hit / until;
  }

  /** Disturbances of one kind. */
  public <D extends Disturbance> Stream<D> all(Class<D> kind) {
    return disturbances.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Whether a disturbance of a kind is on at a second. */
  public boolean isOn(Class<? extends Disturbance> kind, double second) {
    for (var one : disturbances) {
      if (kind.isInstance(one) && one.from() <= second && second < one.until()) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of a kind is on at any time in [from, until]. */
  public boolean isOn(Class<? extends Disturbance> kind, double from, double until) {
    for (var one : disturbances) {
      if (kind.isInstance(one) && one.from() <= until && from <= one.until()) {
        return true;
      }
    }
    return false;
  }

  /** Whether no disturbance is on at a second. */
  public boolean isCalm(double second) {
    return disturbances.stream().noneMatch(one -> one.from() <= second && second <= one.until());
  }

  /** Whether messages have an order. */
  public boolean isOrdered() {
    return loads.stream().anyMatch(load -> load.kind().isOrdered());
  }

  /** When the last disturbance that ends is over; 0 without one. */
  public double calmFrom() {
    return disturbances.stream()
        .mapToDouble(one -> Double.isInfinite(one.until()) ? one.from() : one.until())
        .max()
        .orElse(0);
  }

  /** In words, a line each. */
  public List<String> words() {
    var lines = new ArrayList<String>();
    loads.forEach(load -> lines.add("Load: " + load.words() + "."));
    lines.add(
        "Pool: "
            + pool.slots()
            + " tasks at once in a pod, "
            + pool.minReplicas()
            + " to "
            + pool.maxReplicas()
            + " pods"
            + (pool.foreign() ? " of an image that reports nothing" : "")
            + (pool.isStreamed() ? ", on streams" : "")
            + (pool.deadLetters() ? "" : ", no dead letters")
            + pool.rateLimit().map(rate -> ", at most " + rate + " together").orElse("")
            + ", arrivals: "
            + pool.arrivals()
            + (pool.stabilizationSeconds().isPresent()
                ? ", stabilization " + Phrases.time(pool.stabilizationSeconds().getAsInt())
                : "")
            + ".");
    lines.add(
        "Pods: ready after "
            + Phrases.time(nodes.start().min())
            + " to "
            + Phrases.time(nodes.start().max())
            + (nodes.room() < Integer.MAX_VALUE
                ? ", room for "
                    + nodes.room()
                    + ", then a node within "
                    + Phrases.time(nodes.nodeSeconds())
                : "")
            + ".");
    past.ifPresent(
        old ->
            lines.add(
                "Past: " + old.pods() + " pods, " + Phrases.time(old.ageSeconds()) + " old."));
    disturbances.forEach(
        one ->
            lines.add(
                "At "
                    + Phrases.clock(one.from())
                    + ": "
                    + one.words()
                    + (one.until() > one.from() ? ", until " + end(one.until()) : "")
                    + "."));
    return lines;
  }

  private static String end(double until) {
    return Double.isInfinite(until) ? "the end" : Phrases.clock(until);
  }
}
