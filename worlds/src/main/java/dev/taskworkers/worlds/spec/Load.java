// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * Tasks of one kind that are published.
 *
 * @param name its chance is drawn by that, so that it is the same whatever other loads there are
 */
public record Load(String name, Shape shape, TaskKind kind) {
  /** When they are published. */
  public sealed interface Shape {
    /** Draws the times, which need not be in order. */
    void draw(Random random, DoubleConsumer times);

    /** The same with half of the tasks. */
    Shape halved();

    /** When the last one is published at the latest. */
    double until();

    /** As a part of a sentence. */
    String words();
  }

  /** At a steady rate, by chance: a Poisson process in [from, until). */
  public record Steady(double from, double until, double perSecond) implements Shape {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      for (var at = from + pause(random); at < until; at += pause(random)) {
        times.accept(at);
      }
    }

    private double pause(Random random) {
      return -StrictMath.log(1 - random.nextDouble()) / perSecond;
    }

    @Override
    public Steady halved() {
      return new Steady(from, until, perSecond / 2);
    }

    @Override
    public String words() {
      return perSecond >= 0.1
          ? Phrases.number(perSecond) + " tasks a second" + span()
          : "a task every " + Phrases.time(1 / perSecond) + span();
    }

    private String span() {
      return " from " + Phrases.clock(from) + " to " + Phrases.clock(until);
    }
  }

  /** So many at any time in [from, from + within). */
  public record Burst(double from, double within, int count) implements Shape {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      for (var task = 0; task < count; task++) {
        times.accept(from + within * random.nextDouble());
      }
    }

    @Override
    public Burst halved() {
      return new Burst(from, within, Math.max(1, count / 2));
    }

    @Override
    public double until() {
      return from + within;
    }

    @Override
    public String words() {
      return count + " tasks within " + Phrases.time(within) + " at " + Phrases.clock(from);
    }
  }

  /** A burst every so many seconds, late by chance. */
  public record Recurring(double from, double until, double every, double jitter, int count)
      implements Shape {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      for (var at = from; at < until; at += every) {
        var late = jitter * random.nextDouble();
        for (var task = 0; task < count; task++) {
          times.accept(at + late + random.nextDouble());
        }
      }
    }

    @Override
    public Recurring halved() {
      return new Recurring(from, until, every, jitter, Math.max(1, count / 2));
    }

    @Override
    public String words() {
      return count + " tasks every " + Phrases.time(every) + " to " + Phrases.clock(until);
    }
  }

  /** A rate that rises and falls like a wave, from nothing to {@code most} and back. */
  public record Wave(double from, double until, double period, double most) implements Shape {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      // Thinning: Lewis and Shedler, 1979.
      new Steady(from, until, most)
          .draw(
              random,
              at -> {
                var phase = 2 * Math.PI * (at - from) / period;
                if (random.nextDouble() < (1 - StrictMath.cos(phase)) / 2) {
                  times.accept(at);
                }
              });
    }

    @Override
    public Wave halved() {
      return new Wave(from, until, period, most / 2);
    }

    @Override
    public String words() {
      return "up to "
          + Phrases.number(most)
          + " tasks a second, in waves of "
          + Phrases.time(period)
          + " to "
          + Phrases.clock(until);
    }
  }

  /** As another shape has it, but that a publisher gathers what comes and sends it at once. */
  public record Batched(Shape of, double every) implements Shape {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      of.draw(random, at -> times.accept(every * Math.ceil(at / every)));
    }

    @Override
    public Batched halved() {
      return new Batched(of.halved(), every);
    }

    @Override
    public double until() {
      return of.until() + every;
    }

    @Override
    public String words() {
      return of.words() + ", sent every " + Phrases.time(every);
    }
  }

  /** The same with half of the tasks. */
  public Load halved() {
    return new Load(name, shape.halved(), kind);
  }

  public Load of(TaskKind other) {
    return new Load(name, shape, other);
  }

  /** From a publisher that sends what has gathered every so many seconds. */
  public Load batched(double every) {
    return new Load(name, new Batched(shape, every), kind);
  }

  /** As a sentence without its end. */
  public String words() {
    return shape.words()
        + ", each "
        + kind.length().words()
        + (kind.isOrdered()
            ? ", of " + (kind.hotKey() ? "one hot key and " : "") + kind.keys() + " ordering keys"
            : "")
        + (kind.failing() > 0
            ? ", "
                + Phrases.number(100 * kind.failing())
                + " % of which fail "
                + (kind.failures() == TaskKind.ALWAYS ? "each time" : kind.failures() + " times")
            : "")
        + (kind.bytes() >= 1000 ? ", of " + kind.bytes() / 1000 + " kB" : "");
  }
}
