// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a request is tried again: ever longer, and by chance. */
record Backoff(RandomGenerator random) {
  private static final long FIRST = Duration.ofMillis(100).toNanos();
  private static final long MOST = Duration.ofSeconds(10).toNanos();
  private static final int MOST_DOUBLINGS = 7;

  /**
   * @param failures so far, from 1
   * @return nanoseconds, between half of the time and all of it
   */
  long after(int failures) {
    var most = Math.min(MOST, FIRST << Math.min(failures - 1, MOST_DOUBLINGS));
    return random.nextLong(most / 2, most + 1);
  }
}
