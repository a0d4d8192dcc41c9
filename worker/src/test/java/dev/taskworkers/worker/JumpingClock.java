// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock on the wall, until a test lets time pass at once. */
final class JumpingClock extends Clock {
  private final Clock wall = Clock.systemUTC();
  private volatile Duration ahead = Duration.ZERO;

  void jump(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant instant() {
    return wall.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("The cloud needs no zone.");
  }
}
