package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.reckoning.Seconds;
import dev.taskworkers.operator.scaling.signals.Pods;
import java.util.Locale;

/**
 * The pods that arrivals and queue call for at the time when new pods would be ready.
 *
 * <pre>
 *   μ      = c / S                                  tasks per second of one pod
 *   Q'     = max(0, Q + λδ − μ(ready·δ + starting·δ/2))   the queue when new pods are ready
 *   n_rate = ⌈(R + β√R) / c⌉,  R = λS               square-root staffing
 *   n_drain= ⌈(λ + Q'/T) / μ⌉, T = drainWithin      at most a slot for each task there is
 * </pre>
 *
 * Pods that are starting count half of δ on average, so that nothing is ordered twice.
 */
final class Demand {
  /** Erlang C: with β = 1 a task finds a free slot in about 3 of 4 cases. */
  private static final double BETA_COUNTED = 1;

  /** Rates that were not counted are less exact. */
  private static final double BETA_ESTIMATED = 1.5;

  private Demand() {}

  static Step of(Policy policy, Reckoning now, Pods pods) {
    var c = policy.slotsPerPod();
    var offered = now.arrivalRate() * now.taskSeconds();
    var beta = now.evidence().arrivals() == Arriving.COUNTED ? BETA_COUNTED : BETA_ESTIMATED;
    var forArrivals = ceil((offered + beta * Math.sqrt(offered)) / c);
    var podRate = c / now.taskSeconds();
    var delay = now.timeToReadySeconds();
    var served = podRate * delay * (pods.ready() + pods.starting() / 2.0);
    var queued = Math.max(0, now.waiting() + now.arrivalRate() * delay - served);
    var drain = ceil((now.arrivalRate() + queued / Seconds.of(policy.drainWithin())) / podRate);
    var oneSlotEach = ceil((queued + now.waiting() + now.inFlight() + offered) / c);
    var forQueue = Math.min(drain, oneSlotEach);
    if (forQueue > forArrivals) {
      return Step.of(forQueue, Reason.BACKLOG, backlogSentence(policy, now, forQueue));
    }
    return forArrivals == pods.desired()
        ? Step.of(forArrivals, Reason.STEADY, arrivalsSentence(policy, now, forArrivals))
        : Step.of(forArrivals, Reason.ARRIVALS, arrivalsSentence(policy, now, forArrivals));
  }

  private static String backlogSentence(Policy policy, Reckoning now, int pods) {
    return String.format(
        Locale.ROOT,
        "%s and %s; a task takes %s and a pod runs %d at once, so %s the queue within %s",
        Words.waiting(now.waiting()),
        Words.rate(now.arrivalRate()),
        Words.seconds(now.taskSeconds()),
        policy.slotsPerPod(),
        pods == 1 ? "1 pod clears" : pods + " pods clear",
        Words.duration(policy.drainWithin()));
  }

  private static String arrivalsSentence(Policy policy, Reckoning now, int pods) {
    return now.arrivalRate() <= 0
        ? "no tasks arrive and " + Words.waiting(now.waiting())
        : String.format(
            Locale.ROOT,
            "%s and each takes %s, so %.1f run at once; with room for chance that is %s of %d",
            Words.rate(now.arrivalRate()),
            Words.seconds(now.taskSeconds()),
            now.arrivalRate() * now.taskSeconds(),
            Words.pods(pods),
            policy.slotsPerPod());
  }

  private static int ceil(double pods) {
    // A hair above a whole number is rounding, not demand.
    return (int) Math.min(1_000_000, Math.ceil(pods - 1e-9));
  }
}
