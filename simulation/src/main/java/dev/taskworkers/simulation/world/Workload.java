// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.BitSet;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Arrivals of a kind, for a pool of a kind.
 *
 * @param seconds how long it lasts
 * @param rate tasks per second by the second, on average
 * @param failing share of the tasks that fail however often they are tried
 */
public record Workload(
    String name,
    int seconds,
    SimulationConfig config,
    IntToDoubleFunction rate,
    Durations durations,
    double failing) {

  static Workload of(String name, int seconds, IntToDoubleFunction rate) {
    var usual = SimulationConfig.usual();
    return new Workload(name, seconds, usual, rate, Durations.about(usual.taskSeconds()), 0);
  }

  public Workload with(SimulationConfig other) {
    return new Workload(name, seconds, other, rate, durations, failing);
  }

  public Workload named(String other) {
    return new Workload(other, seconds, config, rate, durations, failing);
  }

  Workload atMost(int most) {
    return new Workload(name, Math.min(seconds, most), config, rate, durations, failing);
  }

  /** With tasks that take {@code mean} seconds, give or take 30 %. */
  public Workload withTaskSeconds(double mean) {
    return new Workload(
        name,
        seconds,
        config.withTasks(config.slotsPerPod(), mean),
        rate,
        Durations.about(mean),
        failing);
  }

  /** A Poisson process with the rates; the same seed gives the same tasks. */
  public Tasks tasks(long seed) {
    var random = new Random(seed);
    var arrivals = DoubleStream.builder();
    var count = config.beginning().waiting();
    for (var task = 0; task < count; task++) {
      arrivals.add(0);
    }
    // The next task comes when the integral of the rate has grown by a unit exponential.
    var toGo = PoissonArrivals.exponential(random);
    for (var second = 0; second < seconds; second++) {
      var perSecond = rate.applyAsDouble(second);
      double at = 0;
      while (perSecond > 0 && at + toGo / perSecond < 1) {
        at += toGo / perSecond;
        arrivals.add(second + at);
        count++;
        toGo = PoissonArrivals.exponential(random);
      }
      toGo -= perSecond * (1 - at);
    }
    var length = new double[count];
    var fails = new BitSet(count);
    for (var task = 0; task < count; task++) {
      length[task] = durations.seconds(random);
      fails.set(task, random.nextDouble() < failing);
    }
    return new Tasks(arrivals.build().toArray(), length, fails);
  }
}
