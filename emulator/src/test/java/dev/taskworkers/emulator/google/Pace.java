// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import java.time.Duration;

/**
 * How fast time passes at the endpoint; at Google as on the wall.
 *
 * @param speedup how many times as fast as the wall
 */
record Pace(double speedup) {
  void pass(Duration time) throws InterruptedException {
    Thread.sleep(onTheWall(time).toMillis());
  }

  Duration onTheWall(Duration time) {
    return Duration.ofNanos((long) (time.toNanos() / speedup));
  }

  /** From now on. */
  Watch watch() {
    return new Watch(System.nanoTime());
  }

  /** Measures in the time of the endpoint. */
  final class Watch {
    private final long begun;

    private Watch(long begun) {
      this.begun = begun;
    }

    Duration passed() {
      return Duration.ofNanos((long) ((System.nanoTime() - begun) * speedup));
    }

    double seconds() {
      return passed().toMillis() / 1e3;
    }
  }
}
