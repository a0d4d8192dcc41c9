// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One look at one subscription or topic; counters are totals since its creation.
 *
 * @param visibleAt when Monitoring begins to show it
 */
record Sample(Instant at, Instant visibleAt, Map<Quantity, Long> values) {
  long value(Quantity quantity) {
    return values.getOrDefault(quantity, 0L);
  }

  /** Whether messages wait, or some came and went since the last look. */
  boolean isBusy(Optional<Sample> before) {
    return value(Quantity.UNDELIVERED) > 0
        || value(Quantity.SENT) != before.map(last -> last.value(Quantity.SENT)).orElse(0L);
  }

  /** What a sample says of a subscription or of a topic. */
  enum Quantity {
    UNDELIVERED,
    BACKLOG_BYTES,
    OLDEST_AGE_SECONDS,
    SENT,
    ACKNOWLEDGED,
    EXPIRED,
    DEAD_LETTERED,
    PUBLISH_REQUESTS,
    PUBLISHED,
    PUBLISHED_BYTES
  }
}
