// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stood at {@code origin} when the wall clock did, and has run {@code speedup} times
 * as fast since. Processes that are given the same two numbers agree on the time.
 */
public final class FastClock extends Clock {
  /** The environment variable that hands the clock on to the pods: {@code ORIGIN@SPEEDUP}. */
  public static final String VARIABLE = "FAST_CLOCK";

  private final Instant origin;
  private final double speedup;

  public FastClock(Instant origin, double speedup) {
    this.origin = origin;
    this.speedup = speedup;
  }

  /** The clock that {@link #toString} wrote. */
  public static FastClock parse(String text) {
    var parts = text.split("@", 2);
    return new FastClock(Instant.parse(parts[0]), Double.parseDouble(parts[1]));
  }

  @Override
  public Instant instant() {
    return origin.plus(of(Duration.between(origin, Instant.now())));
  }

  /** How long {@code wall}, a duration of the wall clock, is on this clock. */
  public Duration of(Duration wall) {
    return Duration.ofNanos((long) (wall.toNanos() * speedup));
  }

  /** How long {@code duration} of this clock is by the wall clock. */
  public Duration onTheWall(Duration duration) {
    return Duration.ofNanos((long) (duration.toNanos() / speedup));
  }

  @Override
  public String toString() {
    return origin + "@" + speedup;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
