// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.Explanation.Capacity;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.SteadyRate;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;

/**
 * The pods that arrivals and queue call for at the time when new pods would be ready.
 *
 * <pre>
 *   μ      = c / S, or the rate limit of a pod      tasks per second of one pod
 *   Q'     = max(0, Q + λδ − μ(ready·δ + starting·δ/2))   the queue when new pods are ready
 *   n_rate = the staffing for R = λS                so that hardly a task waits
 *   n_drain= ⌈(λ + Q'/T) / μ⌉, T = drainWithin
 *   n      = max(n_rate, n_drain), but at most ⌈(Q + running + A + 2.5√A) / c⌉
 *            for n_drain without 2.5√A if S > T
 *   A      = λh, what comes as far as it can be foreseen, if it has come for L; of tasks that come
 *            again no more than are there, and of a burst no more than came of one like it
 *   h      = max(0, min(δ − S, L), min(L − 15 s, δ + 15 s))
 * </pre>
 *
 * Each time L that was looked at has a λ of its own, and the largest n of all counts: the rate of a
 * burst is foreseen for as long as the burst has lasted, and that of minutes for minutes.
 *
 * <p>Pods that are starting count half of δ on average, so that nothing is ordered twice; those
 * that no node has taken for longer than δ count as not starting. A pod is not kept for tasks that
 * come less often than once a minute. Tasks shorter than a pod's start, δ, make room for others
 * before a pod ordered for them is there, so pods are ordered for those that will come; a long task
 * keeps its slot, and what a burst of them will bring is ordered when it lasts. Nothing is foreseen
 * for longer than it has lasted: most of what comes at once is over soon. While no task was ever
 * timed each one gets a slot, as far as the growth limit allows.
 */
final class Demand {
  /** What the first looks at a rate show may be over at the next. */
  private static final double LOOK_SECONDS = 15;

  /** Beyond a pod's start a rate is trusted for this long. */
  private static final double FORESIGHT_SECONDS = 15;

  private Demand() {}

  /** The pods that are called for, and why; no more than can be of use under a rate limit. */
  public static Step of(Policy policy, Estimate now, Pods pods) {
    var called = unlimited(policy, now, pods);
    var underRateLimit = underRateLimit(policy, now);
    var ofKeys = ofKeys(policy, now);
    if (called.replicas() <= Math.min(underRateLimit, ofKeys)) {
      return called;
    }
    var why = called.explanation();
    return ofKeys < underRateLimit
        ? new Step(ofKeys, Explanation.orderingKeys(why, ofKeys))
        : new Step(underRateLimit, Explanation.rateLimit(why, underRateLimit));
  }

  /** More pods than these would not start more tasks. */
  static int most(Policy policy, Estimate now) {
    return Math.min(underRateLimit(policy, now), ofKeys(policy, now));
  }

  private static int underRateLimit(Policy policy, Estimate now) {
    return policy.podsOfRateLimit(now.mostTaskSeconds()).orElse(Integer.MAX_VALUE);
  }

  static int ofKeys(Policy policy, Estimate now) {
    return now.parallel().isPresent()
        ? Math.max(1, ceil((double) now.parallel().getAsInt() / policy.slotsPerPod()))
        : Integer.MAX_VALUE;
  }

  /**
   * The pods that may be asked for at once: any number where tasks were timed, else those that are
   * called for if a task takes as long as is guessed. What is more than these is asked for step by
   * step.
   */
  static int sure(Policy policy, Estimate now, Pods pods) {
    return now.measured()
        ? Integer.MAX_VALUE
        : Math.max(forQueue(policy, now, pods, rate(now)), forArrivals(policy, now));
  }

  private static Step unlimited(Policy policy, Estimate now, Pods pods) {
    ToIntFunction<SteadyRate> arriving = it -> forArrivals(policy, now, it.perSecond());
    ToIntFunction<SteadyRate> queued = it -> forQueue(policy, now, pods, it.perSecond());
    ToIntFunction<SteadyRate> ofUse = it -> ofUse(policy, now, pods, it);
    ToIntFunction<SteadyRate> ofUseToQueue =
        it -> ofUse(policy, now, pods, it, comesToQueue(policy, now, it));
    var forArrivals = mostOf(now, least(arriving, ofUse));
    var forQueue = mostOf(now, least(queued, ofUseToQueue));
    var forTasks = forTasks(policy, now);
    if (policy.workersReport() && !now.measured() && forTasks > Math.max(forArrivals, forQueue)) {
      return new Step(forTasks, Explanation.untimed(now.waiting(), now.inFlight(), forTasks));
    }
    if (forQueue > forArrivals) {
      return new Step(
          forQueue,
          forQueue < mostOf(now, queued)
              ? aSlotForEach(Reason.BACKLOG, now, forQueue)
              : Explanation.queue(
                  now.waiting(),
                  now.arrivalRate(),
                  capacity(policy, now),
                  forQueue,
                  policy.drainWithin()));
    }
    var why =
        forArrivals > 0 && forArrivals < mostOf(now, arriving)
            ? aSlotForEach(Reason.ARRIVALS, now, forArrivals)
            : arriving(policy, now, forArrivals);
    return new Step(forArrivals, forArrivals == pods.desired() ? Explanation.steady(why) : why);
  }

  private static Explanation arriving(Policy policy, Estimate now, int pods) {
    return pods == 0 || rate(now) == 0
        ? Explanation.fewArrivals(now.arrivalRate(), now.waiting())
        : Explanation.arrivals(now.arrivalRate(), capacity(policy, now), pods);
  }

  private static Explanation aSlotForEach(Reason reason, Estimate now, int pods) {
    return Explanation.aSlotForEach(reason, now.arrivalRate(), now.waiting(), now.inFlight(), pods);
  }

  private static Capacity capacity(Policy policy, Estimate now) {
    var podRate = policy.podRate(now.taskSeconds());
    return new Capacity(
        now.taskSeconds(),
        now.measured(),
        policy.slotsPerPod(),
        policy.startsFew(now.taskSeconds()) ? OptionalDouble.of(podRate) : OptionalDouble.empty());
  }

  /** λ, without tasks that are too rare to keep a pod for. */
  static double rate(Estimate now) {
    return now.arrivalRate() < Estimate.RAREST_PER_SECOND ? 0 : now.arrivalRate();
  }

  static int forArrivals(Policy policy, Estimate now) {
    return forArrivals(policy, now, rate(now));
  }

  private static int forArrivals(Policy policy, Estimate now, double rate) {
    var seconds = now.taskSeconds();
    var slots = policy.podRate(seconds) * seconds;
    return Staffing.pods(rate * seconds, seconds, slots, Seconds.of(policy.maxWait()));
  }

  /** A slot for each task that is there. */
  static int forTasks(Policy policy, Estimate now) {
    return ceil((now.waiting() + now.inFlight()) / policy.slotsPerPod());
  }

  /**
   * A slot for each task that runs and does not end, and for those that wait as many as get them
   * done within {@code drainWithin}; no more than one each.
   */
  static int besideRunning(Policy policy, Estimate now) {
    var share = Math.min(1, now.taskSeconds() / Seconds.of(policy.drainWithin()));
    return ceil((now.inFlight() + now.waiting() * share) / policy.slotsPerPod());
  }

  /** More pods than these would find no task. */
  static int ofUse(Policy policy, Estimate now, Pods pods) {
    return mostOf(now, rate -> ofUse(policy, now, pods, rate));
  }

  private static int ofUse(Policy policy, Estimate now, Pods pods, SteadyRate rate) {
    return ofUse(policy, now, pods, rate, rate.mostWithin(ahead(now, rate)));
  }

  private static int ofUse(Policy policy, Estimate now, Pods pods, SteadyRate rate, double comes) {
    var podRate = policy.podRate(now.taskSeconds());
    var slots = podRate * now.taskSeconds();
    var free = now.waiting() + comes;
    var tasks = free + now.inFlight();
    return ceil(
        slots < 1
            ? Math.min(
                tasks / slots, free + Math.max(now.inFlight(), resting(now, pods, rate, podRate)))
            : tasks / slots);
  }

  /**
   * Pods that may start nothing yet, those that run a task among them. However low its rate limit,
   * a new pod starts a task at once, and then none for 1/μ: so each task that came lately takes one
   * pod and no more. Where counts don't reach back so far, all pods rest while tasks wait, or those
   * would have started.
   */
  private static double resting(Estimate now, Pods pods, SteadyRate rate, double podRate) {
    var lately = rate.perSecond() * Math.min(rate.lastedSeconds(), 1 / podRate);
    var isCounted = 1 / podRate <= SteadyRate.LONGEST_SECONDS;
    return isCounted || !now.saturated() || now.waiting() < 0.5
        ? Math.min(lately, pods.ready())
        : pods.ready();
  }

  /** The most that one of the rates calls for: a high one that has just begun, or a lasting one. */
  private static int mostOf(Estimate now, ToIntFunction<SteadyRate> pods) {
    return rate(now) == 0 || now.lasting().isEmpty()
        ? pods.applyAsInt(new SteadyRate(rate(now), 0))
        : now.lasting().stream().mapToInt(pods).max().getAsInt();
  }

  private static ToIntFunction<SteadyRate> least(
      ToIntFunction<SteadyRate> one, ToIntFunction<SteadyRate> other) {
    return rate -> Math.min(one.applyAsInt(rate), other.applyAsInt(rate));
  }

  /**
   * A task that takes longer than T gives its slot to no other within T: each that waits needs one,
   * as many as come on average, and room for chance is that of the rate.
   */
  private static double comesToQueue(Policy policy, Estimate now, SteadyRate rate) {
    var ahead = ahead(now, rate);
    return now.taskSeconds() > Seconds.of(policy.drainWithin())
        ? rate.meanWithin(ahead)
        : rate.mostWithin(ahead);
  }

  /** For how long it is foreseen that tasks come at a rate, h. */
  private static double ahead(Estimate now, SteadyRate rate) {
    var delay = now.timeToReadySeconds();
    var lasted = rate.lastedSeconds();
    var ahead =
        Math.max(
            Math.min(lasted, delay - now.taskSeconds()),
            Math.min(lasted - LOOK_SECONDS, delay + FORESIGHT_SECONDS));
    return Math.max(0, ahead);
  }

  static int forQueue(Policy policy, Estimate now, Pods pods, double rate) {
    var podRate = policy.podRate(now.taskSeconds());
    var queued = queued(policy, now, pods, rate);
    return ceil((rate + queued / Seconds.of(policy.drainWithin())) / podRate);
  }

  /** Q', the queue when new pods are ready. */
  static double queued(Policy policy, Estimate now, Pods pods, double rate) {
    var podRate = policy.podRate(now.taskSeconds());
    var delay = now.timeToReadySeconds();
    var served = podRate * delay * (pods.ready() + pods.comingWithin(delay) / 2.0);
    return Math.max(0, now.waiting() + rate * delay - served);
  }

  private static int ceil(double pods) {
    // A hair above a whole number is rounding, not demand.
    return (int) Math.min(1_000_000, Math.ceil(pods - 1e-9));
  }
}
