// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.simulation.world.PoissonArrivals;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Many tasks at once, then a few now and then; the same ones for the same seed. */
final class Arrivals {
  /** How far a task's duration is from the mean at most. */
  private static final double SPREAD = 0.3;

  private Arrivals() {}

  /**
   * A task.
   *
   * @param at after the first one
   * @param duration how long it runs
   */
  public record Arrival(Duration at, Duration duration) {}

  /**
   * In the order in which they come.
   *
   * @param burst tasks that come first, together
   * @param rate of those that follow, per second, for {@code trickle}
   * @param seconds that a task takes, on average
   */
  public static List<Arrival> of(
      int burst, double rate, Duration trickle, double seconds, long seed) {
    var random = new SplittableRandom(seed);
    return Stream.concat(
            Stream.generate(() -> Duration.ZERO).limit(burst),
            PoissonArrivals.times(List.of(rate), trickle, seed).stream())
        .map(at -> new Arrival(at, duration(seconds, random)))
        .toList();
  }

  private static Duration duration(double seconds, SplittableRandom random) {
    var factor = 1 + SPREAD * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(seconds * factor * 1000));
  }
}
