package dev.taskworkers.operator.scaling.signals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the pool's workers report about themselves, added up. The totals only grow: the aggregator
 * keeps the counts of pods that are gone.
 *
 * @param reporting ready pods whose report is at most 15 s old
 * @param slots tasks that these pods can run at once
 * @param busy tasks that they run
 * @param started runs begun since the operator watches
 * @param finished runs ended
 * @param returned messages given back to the subscription unfinished: retries and lost leases
 * @param failed runs that ended in a retry or a dead letter
 * @param taskSeconds summed durations of the finished runs
 * @param timed finished runs in that sum
 * @param waitSeconds summed time from publish to start of first runs
 * @param waited first runs in that sum
 * @param freeSince since when some pod has had a free slot while pulling, without a break
 * @param oldestInFlight how long the longest running task has run
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
    Duration oldestInFlight) {

  /** No pod reports, as with foreign images or when nobody can be reached. */
  public static Service unreported() {
    return new Service(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Duration.ZERO);
  }
}
