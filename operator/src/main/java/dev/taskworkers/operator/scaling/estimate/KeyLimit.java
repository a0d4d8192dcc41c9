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
 * @param running the most tasks that have run when that was seen, of late
 * @param seenAt when it was last seen
 * @param lately the most that have run since {@code latelySince}
 */
record KeyLimit(int running, Instant seenAt, int lately, Instant latelySince) {
  /** Then a pod more is tried: other keys may have come that a hot one keeps from view. */
  private static final Duration VALID = Duration.ofHours(1);

  /** What ran at a peak that ended longer ago than twice this is no limit of now. */
  private static final Duration LATELY = Duration.ofMinutes(5);

  /** A decision that was recorded by an earlier version lacks what it did not know. */
  KeyLimit {
    latelySince = latelySince == null ? seenAt : latelySince;
  }

  /**
   * What holds now.
   *
   * @param seen how many have run while some slot has stayed free for so long that a task would
   *     have come, and one waits for its key
   */
  static Optional<KeyLimit> next(
      Optional<KeyLimit> before, Service service, OptionalInt seen, Instant now) {
    if (seen.isPresent()) {
      return Optional.of(
          before
              .map(limit -> limit.seen(seen.getAsInt(), now))
              .orElseGet(() -> new KeyLimit(seen.getAsInt(), now, seen.getAsInt(), now)));
    }
    return before
        .filter(limit -> !service.isFullOfOthers() || service.blocked() == 0)
        .map(limit -> service.freeSince().isPresent() ? limit.atLeast(service.running()) : limit)
        .filter(limit -> service.running() <= limit.running())
        .filter(limit -> limit.seenAt().plus(VALID).isAfter(now));
  }

  private KeyLimit seen(int tasks, Instant now) {
    var most = Math.max(lately, tasks);
    return latelySince.plus(LATELY).isAfter(now)
        ? new KeyLimit(Math.max(running, tasks), now, most, latelySince)
        : new KeyLimit(most, now, tasks, now);
  }

  /** Where more run and a slot is still free, these are all that can. */
  private KeyLimit atLeast(int tasks) {
    return new KeyLimit(Math.max(running, tasks), seenAt, Math.max(lately, tasks), latelySince);
  }
}
