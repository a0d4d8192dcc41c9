// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.runtime.WallTimer;
import java.time.Duration;
import java.time.Instant;

/** A worker's timer on a {@link FastClock}. */
final class FastTimer implements Timer, AutoCloseable {
  private final WallTimer wall = new WallTimer();
  private final FastClock clock;

  FastTimer(FastClock clock) {
    this.clock = clock;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Moment moment() {
    return new Moment(clock.of(Duration.ofNanos(wall.moment().nanos())).toNanos());
  }

  @Override
  public Cancellable after(Duration delay, Runnable action) {
    return wall.after(onTheWall(delay), action);
  }

  @Override
  public Duration onTheWall(Duration duration) {
    return clock.onTheWall(duration);
  }

  @Override
  public void close() {
    wall.close();
  }
}
