// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import java.time.Duration;

/**
 * The time between the request to leave and the kill, in three parts: tasks may finish; then they
 * are told to stop; then what still runs is given back and the process ends.
 */
public record GracePeriod(Duration total) {
  private static final Duration TO_STOP = Duration.ofSeconds(10);
  private static final Duration TO_GIVE_BACK = Duration.ofSeconds(3);

  /** When running tasks are told to stop. */
  public Duration untilStop() {
    return total.minus(atMost(TO_STOP, part(2)));
  }

  /** When what still runs is given back. */
  public Duration untilNack() {
    return total.minus(atMost(TO_GIVE_BACK, part(4)));
  }

  /** By whole numbers: a duration divides by decimals, whose first use costs milliseconds. */
  private Duration part(int of) {
    return Duration.ofNanos(total.toNanos() / of);
  }

  private static Duration atMost(Duration wanted, Duration limit) {
    return wanted.compareTo(limit) < 0 ? wanted : limit;
  }
}
