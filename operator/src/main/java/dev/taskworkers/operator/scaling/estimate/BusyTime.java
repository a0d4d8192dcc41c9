// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;

/**
 * How long tasks take by Little's law, where that refutes what is known from tasks that have ended:
 * those that have not may be of another kind.
 *
 * <pre>
 *   S = B / (n + 1)    B seconds that tasks ran in a window, n of them ended in it
 *
 *   refuted where  E − n > 2.5 √(E + 1)  and  S > 2 S₀
 *   S₀ what is known,  E = B′ / S₀,  B′ as B, but without the last 2 S₀ of the window
 * </pre>
 *
 * <p>What ran only in the last two durations had not the time to end. Durations differ, so that a
 * few long ones make a window's S larger by chance, but not often twice as large.
 */
final class BusyTime {
  private static final int[] WINDOWS = {15, 30, 60, 120, 240, 480};
  private static final double DURATIONS_TO_END_IN = 2;

  private static final double LEAST_FACTOR = 2;

  private BusyTime() {}

  /**
   * Whether a window refutes what is known of the duration.
   *
   * @param known S₀, seconds; more than 0
   * @param busy B, seconds, spread evenly over the window
   * @param ended n
   * @param window how long it is, seconds
   */
  static boolean refutes(double known, double busy, double ended, double window) {
    var couldEnd = busy * Math.max(0, 1 - DURATIONS_TO_END_IN * known / window);
    return isRefuted(known, couldEnd / known, ended, busy / (ended + 1));
  }

  /**
   * Whether the time from {@code from} to {@code now}, in which no task of a pool has ended,
   * refutes what is known of the duration.
   */
  static boolean refutes(double known, History history, Instant from, Instant now) {
    var busy = history.grown(Service::busySeconds, from, now);
    return refutes(known, busy, 0, Seconds.between(from, now));
  }

  private static boolean isRefuted(double known, double expected, double ended, double here) {
    return expected - ended > Chance.of(expected) && here > LEAST_FACTOR * known;
  }

  /**
   * The larger one of {@code known} and what a window refutes it with, seconds.
   *
   * @param known mean duration of the tasks that have ended, seconds; more than 0
   */
  public static double correct(double known, History history, Instant now) {
    var seconds = known;
    var lately = now.minusMillis((long) (1000 * DURATIONS_TO_END_IN * known));
    var couldEnd = history.moment(lately);
    var end = history.moment(now);
    for (var window : WINDOWS) {
      var from = now.minusSeconds(window);
      if (from.isBefore(lately)) {
        var begin = history.moment(from);
        var ended = begin.grown(Service::timed, end);
        var expected = begin.grown(Service::busySeconds, couldEnd) / known;
        var here = begin.grown(Service::busySeconds, end) / (ended + 1);
        if (isRefuted(known, expected, ended, here)) {
          seconds = Math.max(seconds, here);
        }
      }
    }
    return seconds;
  }
}
