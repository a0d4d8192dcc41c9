package dev.taskworkers.worker.telemetry;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tasks that were given back for later and are not due yet, by the second in which they are:
 * back-offs are bounded, so that this is, however many fail. Belongs to the loop.
 */
public final class Postponed {
  /** Tasks by the second of their time, rounded up. */
  private final TreeMap<Long, Integer> due = new TreeMap<>();

  /**
   * What is known of them at one instant.
   *
   * @param count at least one
   * @param next when the first is due, at most a second later than in truth
   * @param last when all are
   */
  public record Report(int count, Instant next, Instant last) {}

  /** A task was given back; Pub/Sub delivers it again, here or elsewhere, at {@code due}. */
  void until(Instant due) {
    this.due.merge(due.plusNanos(999_999_999).getEpochSecond(), 1, Integer::sum);
  }

  /** Those that are not due at {@code now}; empty when there are none. */
  Optional<Report> at(Instant now) {
    due.headMap(now.getEpochSecond(), true).clear();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    var count = due.values().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(
        new Report(
            count, Instant.ofEpochSecond(due.firstKey()), Instant.ofEpochSecond(due.lastKey())));
  }
}
