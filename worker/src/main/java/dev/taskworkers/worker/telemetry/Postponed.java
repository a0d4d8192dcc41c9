// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tasks that were given back for later and are not due yet, by the second in which they are:
 * back-offs are bounded, so that this is, however many fail. Belongs to the loop.
 */
final class Postponed {
  private static final long SECOND = 1_000_000_000;

  /** Tasks by the second of their time, rounded up. */
  private final TreeMap<Long, Integer> due = new TreeMap<>();

  /** A task was given back; Pub/Sub delivers it again, here or elsewhere, at {@code due}. */
  void until(Moment due, Moment now) {
    forgetUntil(now);
    this.due.merge(second(due.plusNanos(SECOND - 1)), 1, Integer::sum);
  }

  /** Those that are not due at {@code moment}, which is {@code now}; empty when there are none. */
  Optional<WorkerReport.Postponed> at(Moment moment, Instant now) {
    forgetUntil(moment);
    if (due.isEmpty()) {
      return Optional.empty();
    }
    var count = due.values().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(
        new WorkerReport.Postponed(
            count,
            now.plusNanos(moment.nanosUntil(start(due.firstKey()))),
            now.plusNanos(moment.nanosUntil(start(due.lastKey())))));
  }

  private void forgetUntil(Moment now) {
    due.headMap(second(now), true).clear();
  }

  private static long second(Moment moment) {
    return Math.floorDiv(moment.nanos(), SECOND);
  }

  private static Moment start(long second) {
    return new Moment(second * SECOND);
  }
}
