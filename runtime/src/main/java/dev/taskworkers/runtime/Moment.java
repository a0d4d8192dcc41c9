// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.time.Duration;

/**
 * A point on the monotonic time of one {@link Timer}, which no correction of the wall clock moves.
 * It is for durations only: nobody outside this process can read it.
 *
 * @param nanos since an origin of the timer's own
 */
public record Moment(long nanos) implements Comparable<Moment> {
  /** Before every moment that a timer tells. */
  public static final Moment BEFORE_ALL = new Moment(Long.MIN_VALUE);

  /** After every moment that a timer tells. */
  public static final Moment NEVER = new Moment(Long.MAX_VALUE);

  public Moment plus(Duration duration) {
    return plusNanos(duration.toNanos());
  }

  /** By whole numbers: to negate a duration is done by decimals, at each look of the loop. */
  public Moment minus(Duration duration) {
    return plusNanos(-duration.toNanos());
  }

  /** A sum that is out of range is the nearest of {@link #BEFORE_ALL} and {@link #NEVER}. */
  public Moment plusNanos(long duration) {
    var sum = nanos + duration;
    var overflows = ((nanos ^ sum) & (duration ^ sum)) < 0;
    return overflows ? (duration < 0 ? BEFORE_ALL : NEVER) : new Moment(sum);
  }

  /** How long it is from here to {@code later}; negative when that is earlier. */
  public Duration until(Moment later) {
    return Duration.ofNanos(nanosUntil(later));
  }

  /** As {@link #until}, in nanoseconds. */
  public long nanosUntil(Moment later) {
    return later.nanos - nanos;
  }

  public boolean isAfter(Moment other) {
    return nanos > other.nanos;
  }

  public boolean isBefore(Moment other) {
    return nanos < other.nanos;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.compare(nanos, other.nanos);
  }

  /** Written out, as {@link #hashCode}: what the JVM makes for a record it makes at each start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Moment moment && nanos == moment.nanos;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(nanos);
  }
}
