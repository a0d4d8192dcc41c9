// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import java.time.Duration;
import java.time.Instant;

/** How much one stream brings in a time; belongs to the broker's lock. */
final class Throughput {
  /** What was not used lately may be used at once. */
  private static final Duration BURST = Duration.ofSeconds(1);

  private final long bytesPerSecond;
  private Instant usedUntil = Instant.MIN;

  Throughput(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  boolean hasRoom(Instant now) {
    return !usedUntil.isAfter(now);
  }

  void take(int bytes, Instant now) {
    var from = usedUntil.isAfter(now.minus(BURST)) ? usedUntil : now.minus(BURST);
    usedUntil = from.plusNanos(bytes * 1_000_000_000L / bytesPerSecond);
  }
}
