// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many tasks can run at once because of their ordering keys. While tasks wait for their key, be
 * it in hand or with Pub/Sub, and another pod's slot stays free, all that can run does: what waits
 * belongs to the same keys, and more pods would be idle. Once all slots are busy, and those of some
 * pod with tasks that wait for no key, it may be otherwise.
 *
 * @param running tasks that ran when that was seen
 * @param seenAt when it was last seen
 */
record KeyLimit(int running, Instant seenAt) {
  /** Then a pod more is tried: other keys may have come that a hot one keeps from view. */
  private static final Duration VALID = Duration.ofHours(1);

  /**
   * What holds now.
   *
   * @param isSeen whether some slot has stayed free for so long that a task would have come, while
   *     one waits for its key
   */
  static Optional<KeyLimit> next(
      Optional<KeyLimit> before, Service service, boolean isSeen, Instant now) {
    var running = service.running();
    if (isSeen) {
      return Optional.of(
          new KeyLimit(Math.max(running, before.map(KeyLimit::running).orElse(0)), now));
    }
    return before
        .filter(limit -> !service.isFullOfOthers())
        .filter(limit -> running <= limit.running())
        .filter(limit -> limit.seenAt().plus(VALID).isAfter(now));
  }
}
