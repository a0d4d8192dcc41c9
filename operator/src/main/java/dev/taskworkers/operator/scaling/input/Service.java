// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the pool's workers report about themselves, added up. The totals only grow, but for {@code
 * returned} and {@code perhapsReturned}: the ledger keeps the counts of pods that are gone.
 *
 * @param reporting ready pods that pull and whose report is at most 15 s old
 * @param slots tasks that these pods can run at once
 * @param busy tasks that pods have in hand; of one that is not heard, when it last was, unless it
 *     is not ready either and its leases are over
 * @param started runs begun since the operator watches
 * @param finished runs ended
 * @param returned messages that are there to be started once more: retries that are due, lost
 *     leases, and what pods ran that have vanished; shrinks when one is heard again
 * @param perhapsReturned messages of which nobody knows whether they were there to be started once
 *     more: what pods had in hand that were told to stop, and are gone
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
 * @param keys ordering keys of the tasks in hand; one that several pods tell of counts for each
 * @param outsideSlots those of the busy that are not in {@code slots}: pods have them that pull no
 *     more, whose handler is down, or that are not heard
 * @param untold whether the pods can't know how many share the pool's rate: none was there before
 *     the operator, which could never reach one of them
 */
public record Service(
    int reporting,
    int slots,
    int busy,
    long started,
    long finished,
    long returned,
    long perhapsReturned,
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
    int fullPods,
    int keys,
    int outsideSlots,
    boolean untold) {

  public Service {
    outstanding = outstanding == null ? Outstanding.NONE : outstanding;
  }

  /**
   * Tasks that are under way although no slot shows them.
   *
   * @param orphaned what pods ran that have vanished; Pub/Sub keeps it until their leases end
   * @param uncertain what pods had in hand that were told to stop, and are gone: they have ended
   *     it, or were killed and Pub/Sub keeps it until their leases end
   * @param postponed tasks in back-off
   * @param nextDue when the first of these two comes again
   */
  public record Outstanding(int orphaned, int uncertain, int postponed, Optional<Instant> nextDue) {
    /** Nothing of the kind. */
    public static final Outstanding NONE = new Outstanding(0, 0, 0, Optional.empty());

    public Outstanding {
      nextDue = nextDue == null ? Optional.empty() : nextDue;
    }
  }

  /** No pod reports, as with foreign images or when nobody can be reached. */
  public static Service unreported() {
    return builder().build();
  }

  /** Begins with what is said when no pod reports. */
  public static Builder builder() {
    return new Builder();
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

  /** Of {@code slots} those that a task is in. */
  public int occupied() {
    return busy - outsideSlots;
  }

  /** Tasks that run; those that wait for their ordering key do not. */
  public int running() {
    return busy - blocked;
  }

  /** Collects what is known field by field; the rest is as when no pod reports. */
  public static final class Builder {
    private int reporting;
    private int slots;
    private int busy;
    private long started;
    private long finished;
    private long returned;
    private long perhapsReturned;
    private long failed;
    private double taskSeconds;
    private long timed;
    private double waitSeconds;
    private long waited;
    private Optional<Instant> freeSince = Optional.empty();
    private Duration oldestInFlight = Duration.ZERO;
    private double busySeconds;
    private int blocked;
    private Outstanding outstanding = Outstanding.NONE;
    private int fullPods;
    private int keys;
    private int outsideSlots;
    private boolean untold;

    private Builder() {}

    public Builder reporting(int reporting) {
      this.reporting = reporting;
      return this;
    }

    public Builder slots(int slots) {
      this.slots = slots;
      return this;
    }

    public Builder busy(int busy) {
      this.busy = busy;
      return this;
    }

    public Builder started(long started) {
      this.started = started;
      return this;
    }

    public Builder finished(long finished) {
      this.finished = finished;
      return this;
    }

    public Builder returned(long returned) {
      this.returned = returned;
      return this;
    }

    public Builder perhapsReturned(long perhapsReturned) {
      this.perhapsReturned = perhapsReturned;
      return this;
    }

    public Builder failed(long failed) {
      this.failed = failed;
      return this;
    }

    public Builder taskSeconds(double taskSeconds) {
      this.taskSeconds = taskSeconds;
      return this;
    }

    public Builder timed(long timed) {
      this.timed = timed;
      return this;
    }

    public Builder waitSeconds(double waitSeconds) {
      this.waitSeconds = waitSeconds;
      return this;
    }

    public Builder waited(long waited) {
      this.waited = waited;
      return this;
    }

    public Builder freeSince(Optional<Instant> freeSince) {
      this.freeSince = freeSince;
      return this;
    }

    public Builder oldestInFlight(Duration oldestInFlight) {
      this.oldestInFlight = oldestInFlight;
      return this;
    }

    public Builder busySeconds(double busySeconds) {
      this.busySeconds = busySeconds;
      return this;
    }

    public Builder blocked(int blocked) {
      this.blocked = blocked;
      return this;
    }

    public Builder outstanding(Outstanding outstanding) {
      this.outstanding = outstanding;
      return this;
    }

    public Builder fullPods(int fullPods) {
      this.fullPods = fullPods;
      return this;
    }

    public Builder keys(int keys) {
      this.keys = keys;
      return this;
    }

    public Builder outsideSlots(int outsideSlots) {
      this.outsideSlots = outsideSlots;
      return this;
    }

    public Builder untold(boolean untold) {
      this.untold = untold;
      return this;
    }

    public Service build() {
      return new Service(
          reporting,
          slots,
          busy,
          started,
          finished,
          returned,
          perhapsReturned,
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
          fullPods,
          keys,
          outsideSlots,
          untold);
    }
  }
}
