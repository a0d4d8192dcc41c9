// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The queue and the rates of now.
 *
 * @param waiting tasks that wait for a slot, Q; 0 or more
 * @param notStarted tasks that came and that no worker has told to have started; more than wait,
 *     where slots are free that may be taking them
 * @param inFlight tasks that pods have in hand, or had that have vanished
 * @param blocked those of them that wait in hand for their ordering key
 * @param arrivalRate tasks per second, λ; 0 or more
 * @param lasting how many of them, at most, have come for how long
 * @param taskSeconds how long a task takes a slot, S: its mean duration, and the pull before it
 * @param mostTaskSeconds how long it may take a slot, S or more: by this no more pods are refused
 *     than could be of use
 * @param measured whether S was learned from tasks of this pool, and is no first guess
 * @param timeToReadySeconds δ, from asking for a pod to its being ready
 * @param saturated every slot of every ready pod is busy, as far as is known
 * @param waitingSeconds how long the tasks that start now have waited
 * @param lastActivity the last arrival, start or running task that is known of
 * @param anchor the time of the sample or the proof that the queue is estimated from
 * @param parallel how many tasks can run at once because of their ordering keys; empty where keys
 *     don't limit
 */
public record Estimate(
    double waiting,
    double notStarted,
    double inFlight,
    double blocked,
    double arrivalRate,
    List<SteadyRate> lasting,
    double taskSeconds,
    double mostTaskSeconds,
    boolean measured,
    double timeToReadySeconds,
    boolean saturated,
    double waitingSeconds,
    Optional<Instant> lastActivity,
    Optional<Instant> anchor,
    OptionalInt parallel,
    Evidence evidence) {

  /** No pod is kept for tasks that come less often than once a minute. */
  public static final double RAREST_PER_SECOND = 1 / 60.0;

  /** The longest window in which arrivals are counted. */
  private static final double WINDOW_SECONDS = SteadyRate.LONGEST_SECONDS;

  public Estimate {
    lasting = List.copyOf(lasting);
  }

  /**
   * Tasks that run, or did in pods that have vanished, and those that wait in a worker for a slot
   * or the rate: each of them takes a slot, now or next.
   */
  public double running() {
    return inFlight - blocked;
  }

  /** As if so many tasks waited. */
  public Estimate withWaiting(double tasks) {
    return new Estimate(
        tasks,
        Math.max(tasks, notStarted),
        inFlight,
        blocked,
        arrivalRate,
        lasting,
        taskSeconds,
        mostTaskSeconds,
        measured,
        timeToReadySeconds,
        saturated,
        waitingSeconds,
        lastActivity,
        anchor,
        parallel,
        evidence);
  }

  /**
   * As if one task more had been counted in the longest window. In a short one that would be a rate
   * for which many pools keep a pod more all the time.
   */
  public Estimate withOneTaskMore() {
    return new Estimate(
        waiting,
        notStarted,
        inFlight,
        blocked,
        arrivalRate + 1 / WINDOW_SECONDS,
        lasting.stream().map(Estimate::withOneTaskMore).toList(),
        taskSeconds,
        mostTaskSeconds,
        measured,
        timeToReadySeconds,
        saturated,
        waitingSeconds,
        lastActivity,
        anchor,
        parallel,
        evidence);
  }

  private static SteadyRate withOneTaskMore(SteadyRate rate) {
    return new SteadyRate(
        rate.perSecond() + 1 / WINDOW_SECONDS,
        rate.lastedSeconds(),
        rate.mayCome(),
        rate.againPerSecond(),
        rate.mayComeAgain());
  }

  /** How well arrivals and service are known. */
  public record Evidence(Arriving arrivals, Serving service) {}

  /** Where λ comes from, best first. */
  public enum Arriving {
    COUNTED,
    INFERRED,
    SAMPLED,
    UNKNOWN
  }

  /** Where starts and durations come from, best first. */
  public enum Serving {
    REPORTED,
    MODELLED,
    UNKNOWN
  }
}
