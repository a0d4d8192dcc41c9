// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many tasks can run at once because of their ordering keys. While tasks wait for their key, be
 * it in hand or with Pub/Sub, and another pod's slot stays free, all that can run does: what waits
 * belongs to the same keys, and more pods would be idle. It may be otherwise once more tasks run
 * and no slot is free, or all slots are busy, some with tasks that wait for their key, and those of
 * some pod with none of these.
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
   * @param seen how many have run while some slot has stayed free for so long that a task would
   *     have come, and one waits for its key
   */
  static Optional<KeyLimit> next(
      Optional<KeyLimit> before, Service service, OptionalInt seen, Instant now) {
    if (seen.isPresent()) {
      var most = Math.max(seen.getAsInt(), before.map(KeyLimit::running).orElse(0));
      return Optional.of(new KeyLimit(most, now));
    }
    return before
        .filter(limit -> !service.isFullOfOthers() || service.blocked() == 0)
        .map(limit -> service.freeSince().isPresent() ? limit.atLeast(service.running()) : limit)
        .filter(limit -> service.running() <= limit.running())
        .filter(limit -> limit.seenAt().plus(VALID).isAfter(now));
  }

  /** Where more run and a slot is still free, these are all that can. */
  private KeyLimit atLeast(int tasks) {
    return new KeyLimit(Math.max(running, tasks), seenAt);
  }
}
