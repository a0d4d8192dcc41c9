// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.util.List;

/**
 * Messages in a backlog that never end: they fail and come again for ever, or wait for a key or a
 * back-off. Where tasks come and go in a steady state the backlog must change by chance from sample
 * to sample; a part that does not change does not turn over.
 *
 * <pre>
 *   E[(ΔB)²] = 2 R (1 − e^(−Δt/S)),  R = λS    backlog of an M/M/∞ queue, R of which is turned over
 * </pre>
 *
 * Solved for R. The rest, B − R, is taken for undeliverable only if so small a change is unlikely
 * (1 in 100, by Wilson and Hilferty's approximation of the χ² distribution) with R = B, and only
 * while the same message stays the oldest: over a pool's life, what is unlikely at each sample
 * happens at some of them.
 *
 * @param messages of the newest sample that do not turn over, at least 0
 * @param taskSeconds how long the others take; 0 without any undeliverable ones
 * @param tasks how many of the others came
 */
record Undeliverable(double messages, double taskSeconds, double tasks) {
  static final Undeliverable NONE = new Undeliverable(0, 0, 0);

  private static final int FEWEST_STEPS = 3;
  private static final double FEWEST_ARRIVALS = 10;
  private static final int FEWEST_AGES = 2;

  /** Less than from one sample to the next. */
  private static final double SAME_WITHIN_SECONDS = 30;

  private static final double LONGEST_STEP_SECONDS = 180;

  /** The 1 % quantile of the standard normal distribution. */
  private static final double UNLIKELY = -2.326;

  /** What turns over is known from few changes: it may be half as much again. */
  private static final double DOUBT = 1.5;

  private static final int ROUNDS = 20;

  public static Undeliverable of(Backlog backlog, Arrivals arrivals) {
    var samples = backlog.samples();
    double squares = 0;
    double arrived = 0;
    double seconds = 0;
    double sum = 0;
    double least = Double.MAX_VALUE;
    var steps = 0;
    for (var i = samples.size() - 1; i > 0; i--) {
      var from = samples.get(i - 1);
      var to = samples.get(i);
      var elapsed = Seconds.between(from.at(), to.at());
      var came = arrivals.between(from.at(), to.at());
      if (elapsed > LONGEST_STEP_SECONDS || Double.isNaN(came)) {
        break;
      }
      squares += Math.pow((double) to.undelivered() - from.undelivered(), 2);
      arrived += came;
      seconds += elapsed;
      sum += to.undelivered();
      least = Math.min(least, Math.min(from.undelivered(), to.undelivered()));
      steps++;
    }
    if (steps < FEWEST_STEPS || arrived < FEWEST_ARRIVALS || !isOldestTheSame(samples, steps)) {
      return NONE;
    }
    var rate = arrived / seconds;
    var step = seconds / steps;
    var mean = sum / steps;
    if (squares >= steps * unlikely(steps) * change(mean, rate, step)) {
      return NONE;
    }
    // What changes less than by one task tells nothing of how short tasks are.
    var turning = Math.max(1, DOUBT * turnedOver(squares / steps, rate, step));
    var stuck = Math.min(least, mean - turning);
    return stuck <= 0 ? NONE : new Undeliverable(stuck, (mean - stuck) / rate, arrived);
  }

  /**
   * Whether the oldest message was the same in the last samples, as far as their ages are known:
   * what never ends grows old. Where tasks come and go, another one is the oldest each time.
   */
  private static boolean isOldestTheSame(List<Sample> samples, int steps) {
    var published =
        samples.subList(samples.size() - 1 - steps, samples.size()).stream()
            .filter(sample -> !sample.oldestAge().isZero())
            .map(sample -> sample.at().minus(sample.oldestAge()))
            .sorted()
            .toList();
    return published.size() >= FEWEST_AGES
        && Seconds.between(published.get(0), published.get(published.size() - 1))
            < SAME_WITHIN_SECONDS;
  }

  /** E[(ΔB)²] where {@code turning} messages are turned over. */
  private static double change(double turning, double rate, double step) {
    return turning <= 0 ? 0 : 2 * turning * (1 - Math.exp(-step * rate / turning));
  }

  /** R with the change of {@code square}; at least half of it, since no more than 2R can change. */
  private static double turnedOver(double square, double rate, double step) {
    var turning = square / 2;
    for (var i = 0; i < ROUNDS && turning > 0; i++) {
      turning = square / 2 / (1 - Math.exp(-step * rate / turning));
    }
    return turning;
  }

  private static double unlikely(int steps) {
    var variance = 2.0 / (9 * steps);
    return Math.pow(Math.max(0, 1 - variance + UNLIKELY * Math.sqrt(variance)), 3);
  }
}
