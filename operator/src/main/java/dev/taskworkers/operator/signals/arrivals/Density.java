// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;

/** How many tasks may be published before listening to all of them is more than is needed. */
final class Density {
  static final int TASKS_PER_SECOND = 200;

  /** What comes in a shorter time says nothing of a rate. */
  private static final Duration LEAST_SPAN = Duration.ofSeconds(2);

  private Density() {}

  static boolean isDense(long tasks, Duration span) {
    var seconds = Math.max(span.toMillis(), LEAST_SPAN.toMillis()) / 1000.0;
    return tasks > TASKS_PER_SECOND * seconds;
  }
}
