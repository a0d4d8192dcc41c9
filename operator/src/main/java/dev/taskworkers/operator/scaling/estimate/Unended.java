// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * What ran while no task ended.
 *
 * @param busySeconds for how long slots were busy, all together
 * @param seconds how long that was
 * @param until when that is known
 */
record Unended(double busySeconds, double seconds, Instant until) {
  static final Unended NONE = new Unended(0, 0, Instant.EPOCH);

  private static final Duration LONGEST_GAP = Duration.ofMinutes(2);

  /** With what is known up to a time. */
  Unended until(Instant end) {
    return new Unended(busySeconds, seconds, end);
  }

  /** After minutes that nobody knows of, what ran before them may have ended. */
  Unended plus(double busy, Acknowledged one) {
    var before = until.plus(LONGEST_GAP).isBefore(one.from()) ? NONE : this;
    var lasted = Seconds.between(one.from(), one.to());
    return new Unended(before.busySeconds + busy, before.seconds + lasted, one.to());
  }

  /** Tasks that ran at a time, on average. */
  double running() {
    return busySeconds / seconds;
  }

  /**
   * The larger one of {@code known} and the time in which none ended, if that refutes it: some task
   * has run for so long. However many run, none of them has run for longer.
   *
   * @param known mean duration of a task, seconds; more than 0
   */
  double correct(double known) {
    return seconds > 0 && BusyTime.refutes(known, busySeconds, 0, seconds)
        ? Math.max(known, Math.min(busySeconds, seconds))
        : known;
  }
}
