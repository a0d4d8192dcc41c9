// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import java.time.Duration;

/** How time passes at the endpoint. */
interface Pace {
  /** As at Google. */
  Pace AS_ON_THE_WALL =
      new Pace() {
        @Override
        public void pass(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }
      };

  void pass(Duration time) throws InterruptedException;

  /** The time that has passed since some moment. */
  long nanos();

  /** From now on. */
  default Watch watch() {
    return new Watch(this, nanos());
  }

  /** Measures in the time of the endpoint. */
  record Watch(Pace pace, long begun) {
    Duration passed() {
      return Duration.ofNanos(pace.nanos() - begun);
    }

    double seconds() {
      return passed().toMillis() / 1e3;
    }
  }
}
