package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.policy.Policy;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.units.Seconds;
import dev.taskworkers.operator.scaling.units.Words;

/**
 * The pods that arrivals and queue call for at the time when new pods would be ready.
 *
 * <pre>
 *   μ      = c / S, or the rate limit of a pod      tasks per second of one pod
 *   Q'     = max(0, Q + λδ − μ(ready·δ + starting·δ/2))   the queue when new pods are ready
 *   n_rate = the staffing for R = λS                so that hardly a task waits
 *   n_drain= ⌈(λ + Q'/T) / μ⌉, T = drainWithin      at most a slot for each task there is
 * </pre>
 *
 * Pods that are starting count half of δ on average, so that nothing is ordered twice. A pod is not
 * kept for tasks that come less often than once a minute.
 */
public final class Demand {
  private static final double RAREST_PER_SECOND = 1 / 60.0;

  private Demand() {}

  /** The pods that are called for, and why; no more than can be of use under a rate limit. */
  public static Step of(Policy policy, Reckoning now, Pods pods) {
    var called = unlimited(policy, now, pods);
    var most = most(policy, now);
    return called.replicas() <= most
        ? called
        : Step.of(
            most,
            Reason.RATE_LIMIT,
            called.message()
                + "; "
                + Words.pods(most)
                + " can start all tasks that the pool's rate limit allows");
  }

  /** More pods than these would not start more tasks. */
  static int most(Policy policy, Reckoning now) {
    return policy.podsOfRateLimit(now.taskSeconds()).orElse(Integer.MAX_VALUE);
  }

  private static Step unlimited(Policy policy, Reckoning now, Pods pods) {
    var seconds = now.taskSeconds();
    var rate = now.arrivalRate() < RAREST_PER_SECOND ? 0 : now.arrivalRate();
    var offered = rate * seconds;
    var slots = policy.podRate(seconds) * seconds;
    var forArrivals = Staffing.pods(offered, seconds, slots, Seconds.of(policy.maxWait()));
    var forQueue = forQueue(policy, now, pods, rate);
    if (forQueue > forArrivals) {
      return Step.of(forQueue, Reason.BACKLOG, backlogSentence(policy, now, forQueue));
    }
    var reason = forArrivals == pods.desired() ? Reason.STEADY : Reason.ARRIVALS;
    return Step.of(forArrivals, reason, arrivalsSentence(policy, now, forArrivals));
  }

  private static int forQueue(Policy policy, Reckoning now, Pods pods, double rate) {
    var c = policy.slotsPerPod();
    var podRate = policy.podRate(now.taskSeconds());
    var delay = now.timeToReadySeconds();
    var served = podRate * delay * (pods.ready() + pods.starting() / 2.0);
    var queued = Math.max(0, now.waiting() + rate * delay - served);
    var drain = (rate + queued / Seconds.of(policy.drainWithin())) / podRate;
    var oneSlotEach = (queued + now.waiting() + now.inFlight() + rate * now.taskSeconds()) / c;
    return ceil(Math.min(drain, oneSlotEach));
  }

  private static String backlogSentence(Policy policy, Reckoning now, int pods) {
    return Words.waiting(now.waiting())
        + " and "
        + Words.rate(now.arrivalRate())
        + "; a task "
        + takes(now)
        + " and a pod "
        + (isLimited(policy, now)
            ? "may start " + perSecond(policy, now)
            : "runs " + policy.slotsPerPod() + " at once")
        + ", so "
        + (pods == 1 ? "1 pod clears" : pods + " pods clear")
        + " the queue within "
        + Words.duration(policy.drainWithin());
  }

  private static String arrivalsSentence(Policy policy, Reckoning now, int pods) {
    if (now.arrivalRate() < RAREST_PER_SECOND) {
      return Words.rate(now.arrivalRate()) + " and " + Words.waiting(now.waiting());
    }
    return Words.rate(now.arrivalRate())
        + " and each "
        + takes(now)
        + ", so "
        + Words.decimal(now.arrivalRate() * now.taskSeconds())
        + " run at once; with room for chance that takes "
        + Words.pods(pods)
        + " of "
        + policy.slotsPerPod()
        + (policy.slotsPerPod() == 1 ? " slot" : " slots")
        + (isLimited(policy, now) ? " that may start " + perSecond(policy, now) + " each" : "");
  }

  private static String takes(Reckoning now) {
    return now.measured()
        ? "takes " + Words.seconds(now.taskSeconds())
        : "is assumed to take " + Words.seconds(now.taskSeconds()) + " (not measured yet)";
  }

  private static boolean isLimited(Policy policy, Reckoning now) {
    return policy.podRate(now.taskSeconds()) < policy.slotsPerPod() / now.taskSeconds();
  }

  private static String perSecond(Policy policy, Reckoning now) {
    return Words.decimal(policy.podRate(now.taskSeconds())) + "/s";
  }

  private static int ceil(double pods) {
    // A hair above a whole number is rounding, not demand.
    return (int) Math.min(1_000_000, Math.ceil(pods - 1e-9));
  }
}
