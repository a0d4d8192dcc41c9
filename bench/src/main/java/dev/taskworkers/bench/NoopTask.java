// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What every candidate does with a task, by its attribute {@code kind}: nothing for {@code noop};
 * or remember how long the task was on its way when it is {@code timed}; or print these times in
 * milliseconds, in one line, for {@code report}.
 */
final class NoopTask {
  public static final String KIND = "kind";
  public static final String NOOP = "noop";
  public static final String TIMED = "timed";
  public static final String REPORT = "report";

  private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
  private final Clock clock;

  NoopTask(Clock clock) {
    this.clock = clock;
  }

  void run(String kind, Instant published) {
    if (kind.equals(TIMED)) {
      millis.add(Duration.between(published, clock.instant()).toNanos() / 1e6);
    } else if (kind.equals(REPORT)) {
      var line = new StringBuilder();
      for (var next = millis.poll(); next != null; next = millis.poll()) {
        line.append(next).append(' ');
      }
      System.out.println(line);
    }
  }
}
