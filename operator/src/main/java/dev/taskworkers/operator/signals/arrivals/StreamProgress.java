// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;
import java.time.Instant;

/**
 * What a stream brought since it was opened, and how densely that was published: tells a topic that
 * is not worth catching up with from a burst that is. Not safe for threads.
 */
final class StreamProgress {
  /** Read in seconds, and more than a burst that a new leader should know of. */
  private static final long MANY_TASKS = 20_000;

  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long tasks;

  void heard(Instant published) {
    first = published.isBefore(first) ? published : first;
    last = published.isAfter(last) ? published : last;
    tasks++;
  }

  /** Whether so much came, published so densely, that it is better skipped. */
  boolean isDense() {
    return tasks >= MANY_TASKS && Density.isDense(tasks, Duration.between(first, last));
  }
}
