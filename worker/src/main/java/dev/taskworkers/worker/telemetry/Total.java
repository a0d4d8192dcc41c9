package dev.taskworkers.worker.telemetry;

import java.time.Duration;

/** How many times were measured, and their sum in seconds. */
public record Total(long count, double seconds) {
  static final Total NONE = new Total(0, 0);

  Total plus(Duration time) {
    return new Total(count + 1, seconds + time.toNanos() / 1e9);
  }
}
