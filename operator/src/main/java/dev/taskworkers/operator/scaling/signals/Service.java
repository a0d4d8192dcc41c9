package dev.taskworkers.operator.scaling.signals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the pool's workers report about themselves, added up. The totals only grow: the aggregator
 * keeps the counts of pods that are gone.
 *
 * @param reporting ready pods that pull and whose report is at most 15 s old
 * @param slots tasks that these pods can run at once
 * @param busy tasks that pods have in hand; of one that is not heard, when it last was
 * @param started runs begun since the operator watches
 * @param finished runs ended
 * @param returned messages that are there to be started once more: retries that are due, lost
 *     leases, and what pods ran that have vanished
 * @param failed runs that ended in a retry or a dead letter
 * @param taskSeconds summed durations of the finished runs
 * @param timed finished runs in that sum
 * @param waitSeconds summed time from publish to start of first runs
 * @param waited first runs in that sum
 * @param freeSince since when some pod has had a free slot while pulling, without a break
 * @param oldestInFlight how long the longest running task has run
 * @param busySeconds summed durations of all runs, of those that have not ended up to now
 * @param blocked tasks in hand that wait for their ordering key; among the busy ones
 * @param outstanding work that no slot shows
 * @param fullPods pods that pull and whose slots all run a task, none waiting for its ordering key
 */
public record Service(
    int reporting,
    int slots,
    int busy,
    long started,
    long finished,
    long returned,
    long failed,
    double taskSeconds,
    long timed,
    double waitSeconds,
    long waited,
    Optional<Instant> freeSince,
    Duration oldestInFlight,
    double busySeconds,
    int blocked,
    Outstanding outstanding,
    int fullPods) {

  /** Where ordering keys play no part. */
  public Service(
      int reporting,
      int slots,
      int busy,
      long started,
      long finished,
      long returned,
      long failed,
      double taskSeconds,
      long timed,
      double waitSeconds,
      long waited,
      Optional<Instant> freeSince,
      Duration oldestInFlight,
      double busySeconds,
      int blocked,
      Outstanding outstanding) {
    this(
        reporting,
        slots,
        busy,
        started,
        finished,
        returned,
        failed,
        taskSeconds,
        timed,
        waitSeconds,
        waited,
        freeSince,
        oldestInFlight,
        busySeconds,
        blocked,
        outstanding,
        0);
  }

  public Service {
    outstanding = outstanding == null ? Outstanding.NONE : outstanding;
  }

  /**
   * Tasks that are under way although no slot shows them.
   *
   * @param orphaned what pods ran that have vanished; Pub/Sub keeps it until their leases end
   * @param postponed tasks in back-off
   * @param nextDue when the first of these comes again
   */
  public record Outstanding(int orphaned, int postponed, Optional<Instant> nextDue) {
    /** Nothing of the kind. */
    public static final Outstanding NONE = new Outstanding(0, 0, Optional.empty());

    public Outstanding {
      nextDue = nextDue == null ? Optional.empty() : nextDue;
    }
  }

  /** No pod reports, as with foreign images or when nobody can be reached. */
  public static Service unreported() {
    return new Service(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Duration.ZERO, 0, 0, Outstanding.NONE);
  }

  /** Tasks that pods have in hand or had when they vanished: whoever shrinks must spare these. */
  public int inFlight() {
    return busy + outstanding.orphaned();
  }

  /**
   * Whether all slots are busy, and those of some pod with tasks of which none waits for its key:
   * what waits outside may then have other keys, or none.
   */
  public boolean isFullOfOthers() {
    return fullPods > 0 && freeSince.isEmpty();
  }

  /** Tasks that run; those that wait for their ordering key do not. */
  public int running() {
    return busy - blocked;
  }
}
