package dev.taskworkers.lab.cloud.pubsub;

import dev.taskworkers.lab.cloud.FaultKind;
import dev.taskworkers.lab.cloud.Faults;
import java.time.Clock;
import java.time.Instant;

/**
 * What the connection of a stream is like.
 *
 * @param bytesPerSecond what it brings at most
 */
record StreamConditions(Clock clock, Faults faults, long bytesPerSecond) {
  Instant now() {
    return clock.instant();
  }

  /** Whether nothing is sent, because a quota is used up. */
  boolean isThrottled(String subscription) {
    return faults.active(FaultKind.PUBSUB_THROTTLED, "StreamingPull", subscription).isPresent();
  }

  /** Whether a stream is open without being alive. */
  boolean isStuck(String subscription, Instant openSince) {
    return faults
        .active(FaultKind.STREAM_STUCK, "StreamingPull", subscription)
        .filter(fault -> !openSince.isAfter(fault.since()))
        .isPresent();
  }
}
