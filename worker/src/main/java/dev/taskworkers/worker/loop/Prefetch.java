// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.Optional;

/**
 * How many tasks may be fetched beyond the free slots: as many as begin within moments. A request
 * costs as much for one task as for a thousand, which is most of what a very short task costs.
 * Nothing is fetched ahead before it is known that more wait, are short, succeed, have no ordering
 * key, and lose nothing when they go back. Belongs to the loop.
 */
final class Prefetch {
  /** How soon what is fetched ahead is expected to begin. */
  static final Duration AHEAD = Duration.ofMillis(20);

  /** Longer tasks cost so much themselves that a request more or less makes no difference. */
  static final Duration SHORT = Duration.ofMillis(5);

  /** What has not begun after so long goes to others. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Runs of one kind in a row, for each slot, after which the next ones are expected to be so. */
  static final int RUNS_PER_SLOT = 4;

  /** So many shorter runs halve what one long run made the next be taken for. */
  private static final double HALVED_AFTER = 64;

  private static final double DECAY = 1 - Math.pow(0.5, 1 / HALVED_AFTER);

  private final int slots;
  private final boolean possible;
  private final Timer timer;
  private long runs;
  private double expected;
  private boolean more;
  private Moment askedAt = Moment.BEFORE_ALL;

  /**
   * @param possible whether tasks begin as soon as there is a slot
   */
  Prefetch(int slots, boolean possible, Timer timer) {
    this.slots = slots;
    this.possible = possible;
    this.timer = timer;
  }

  /** A run is over; one that was no success says that the next may be none. */
  void ended(LeasedTask task, boolean success, Duration took) {
    if (!success || task.keyed() || task.delivery().count() > 0) {
      runs = 0;
      expected = 0;
      return;
    }
    runs++;
    var nanos = (double) took.toNanos();
    expected = Math.max(nanos, expected + DECAY * (nanos - expected));
  }

  /**
   * Pub/Sub has answered. What asks for more than there is stays open, and would bring to one
   * worker what is published later, whatever that is.
   */
  void answered(int asked, int received) {
    more = 2 * received > asked;
  }

  /**
   * How many tasks may be ready beside those that have a slot.
   *
   * @param ready those that are; few requests for many tasks are wanted, not many for few
   * @param oldest when the first of those that run has begun
   */
  int tasks(int ready, Optional<Moment> oldest) {
    if (!isLikely() || oldest.filter(this::isLongAgo).isPresent()) {
      return 0;
    }
    var ahead = slots * AHEAD.toNanos() / Math.max(1, expected);
    var most = (int) Math.min(ahead, PullDemand.MOST_WAITING);
    return 2 * ready < most ? most : 0;
  }

  private boolean isLikely() {
    return possible && more && runs >= (long) RUNS_PER_SLOT * slots && expected <= SHORT.toNanos();
  }

  private boolean isLongAgo(Moment start) {
    return start.until(timer.moment()).compareTo(AHEAD) > 0;
  }

  /** Tasks are asked for beyond the free slots. */
  void asked() {
    askedAt = timer.moment();
  }

  /** How long a task that could begin waits for a slot before it goes to others. */
  Duration patience(Moment now) {
    return now.isBefore(askedAt.plus(LeasedTasks.SLOT_PATIENCE))
        ? PATIENCE
        : LeasedTasks.SLOT_PATIENCE;
  }
}
