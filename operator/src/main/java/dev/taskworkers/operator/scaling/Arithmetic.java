// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.util.OptionalInt;

/**
 * The numbers of a decision, from what was estimated to the pods that are asked for; the formulas
 * are those of {@link Demand}.
 *
 * @param arrivalRate λ, tasks per second
 * @param taskSeconds S
 * @param measured whether S was learned from tasks of this pool
 * @param busySlots R = λS
 * @param slotsPerPod c
 * @param podRate μ, tasks per second that a pod gets done
 * @param podsForArrivals with room for chance
 * @param queued Q', the tasks that will wait when new pods are ready
 * @param drainSeconds T, time to work them off
 * @param podsForQueue those that do so beside the arrivals
 * @param podsOfUse more would find no task
 * @param podsOfRateLimit more would start no more tasks
 * @param podsOfKeys more would run no more keys at once
 * @param demand pods that all this calls for
 * @param guarded after the guards against too fast, too late and useless steps; as without limits
 * @param minReplicas the floor of this moment
 * @param decided pods that are asked for
 * @param reason the word of what had the last word
 * @param binds what kind of thing that is
 */
public record Arithmetic(
    double arrivalRate,
    double taskSeconds,
    boolean measured,
    double busySlots,
    int slotsPerPod,
    double podRate,
    int podsForArrivals,
    double waiting,
    double inFlight,
    double timeToReadySeconds,
    double queued,
    double drainSeconds,
    int podsForQueue,
    int podsOfUse,
    OptionalInt podsOfRateLimit,
    OptionalInt podsOfKeys,
    int demand,
    int guarded,
    int minReplicas,
    int maxReplicas,
    OptionalInt pinned,
    int decided,
    String reason,
    String binds) {

  /** The numbers of {@code decision}, which was taken on {@code pods} under {@code policy}. */
  public static Arithmetic of(Policy policy, Pods pods, Decision decision) {
    var now = decision.estimate();
    return new Arithmetic(
        now.arrivalRate(),
        now.taskSeconds(),
        now.measured(),
        Demand.rate(now) * now.taskSeconds(),
        policy.slotsPerPod(),
        policy.podRate(now.taskSeconds()),
        Demand.forArrivals(policy, now),
        now.waiting(),
        now.inFlight(),
        now.timeToReadySeconds(),
        Demand.queued(policy, now, pods, Demand.rate(now)),
        Seconds.of(policy.drainWithin()),
        Demand.forQueue(policy, now, pods, Demand.rate(now)),
        Demand.ofUse(policy, now, pods),
        policy.podsOfRateLimit(now.mostTaskSeconds()),
        limit(Demand.ofKeys(policy, now)),
        Demand.of(policy, now, pods).replicas(),
        decision.wanted(),
        policy.floor().replicas(),
        policy.maxReplicas(),
        policy.pinned(),
        decision.replicas(),
        decision.reason().word(),
        decision.reason().binding().word());
  }

  private static OptionalInt limit(int pods) {
    return pods == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(pods);
  }
}
