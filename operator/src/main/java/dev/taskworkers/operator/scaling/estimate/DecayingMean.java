// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

/**
 * A mean duration of tasks that forgets half of its evidence in 10 minutes.
 *
 * @param sum decayed sum of durations, seconds
 * @param weight decayed number of them; 0 while nothing is known
 */
record DecayingMean(double sum, double weight) {
  private static final double HALF_LIFE_SECONDS = 600;

  /** A few extreme tasks must not move the mean of many by more than this factor at once. */
  private static final double WINSOR = 4;

  private static final double ENOUGH_TO_WINSORISE = 20;
  private static final double SHORTEST_SECONDS = 1e-3;

  /** Anything that is learned outweighs it. */
  private static final double LEAST_WEIGHT = 1e-3;

  static final DecayingMean NONE = new DecayingMean(0, 0);

  DecayingMean faded(double seconds) {
    var keep = kept(seconds);
    // Numbers that fade for days would end as rounding errors.
    return weight * keep < LEAST_WEIGHT ? this : new DecayingMean(sum * keep, weight * keep);
  }

  /** With {@code count} more tasks that took {@code seconds} together. */
  DecayingMean plus(double seconds, double count) {
    if (count <= 0) {
      return this;
    }
    var taken = seconds;
    if (weight > ENOUGH_TO_WINSORISE) {
      var usual = count * value();
      taken = Math.min(Math.max(seconds, usual / WINSOR), usual * WINSOR);
    }
    return new DecayingMean(sum + taken, weight + count);
  }

  /**
   * What is known without what ran until {@code seconds} ago, and has faded since: the opposite of
   * {@link #plus}, which takes nothing of a time in which none ended, and not all of what is
   * extreme.
   */
  DecayingMean without(Ran ran, double seconds) {
    var count = kept(seconds) * ran.ended();
    if (count <= 0) {
      return this;
    }
    var rest = weight - count;
    if (rest <= 0) {
      return NONE;
    }
    var taken = kept(seconds) * ran.busySeconds();
    if (rest > ENOUGH_TO_WINSORISE) {
      taken = Math.min(Math.max(taken, takenAt(1 / WINSOR, count)), takenAt(WINSOR, count));
    }
    return new DecayingMean(Math.max(0, sum - taken), rest);
  }

  /**
   * What {@code count} of the tasks have taken if that was so many times the mean of the others.
   */
  private double takenAt(double times, double count) {
    return sum * times * count / (weight - count + times * count);
  }

  private static double kept(double seconds) {
    return Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
  }

  /** Seconds, more than 0. */
  double value() {
    return Math.max(SHORTEST_SECONDS, sum / weight);
  }
}
