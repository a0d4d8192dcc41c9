// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.estimate.Estimator;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.estimate.ScalingState.Decided;
import dev.taskworkers.operator.scaling.estimate.UpStep;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides how many pods a pool gets. A pure function: the same policy, observation, memory and time
 * give the same decision, in the operator, in tests and in the simulator.
 */
public final class Autoscaler {
  /** Between two decisions on a pool. */
  public static final Duration TICK = Duration.ofSeconds(5);

  /** Learn, estimate, work out the demand, let guards and limits have the last word. */
  public Decision decide(Policy given, Observation observed, ScalingState before, Instant now) {
    var past = observed.until(now);
    var reported = Estimator.reported(past, before.track().history(), given.workersReport(), now);
    var isTold = reported || !past.service().untold();
    var policy = isTold || !given.workersReport() ? given : given.withUntoldShares();
    var track = before.track().after(past, policy.slotsPerPod(), reported, now);
    var seen = track.crossCheck().distrusts() ? past.with(past.arrivals().distrusted(now)) : past;
    var estimate = Estimator.estimate(seen, track, policy, reported, now);
    var memory =
        before.withTrack(track).withCounts(seen.arrivals()).withSample(seen.backlog().newest());
    var situation = DecisionContext.of(policy, seen, memory, estimate, now);

    var desired = seen.pods().desired();
    var demand = Demand.of(policy, estimate, seen.pods());
    var growth = new ScaleUp(situation).towards(demand);
    var step = growth.replicas() >= desired ? growth : new ScaleDown(situation).towards(growth);
    var wanted = Fallback.apply(situation, step);
    var last = Limits.apply(situation, wanted);

    // A count may be one task off, and that must not add and remove a pod again and again.
    var needed = Demand.of(policy, estimate.withOneTaskMore(), seen.pods()).replicas();
    var up = last.replicas() > desired;
    var tasks = estimate.waiting() + estimate.inFlight();
    var remembered =
        situation
            .memory()
            .withDecided(
                new Decided(now, Math.min(needed, policy.maxReplicas()), desired, tasks),
                situation.lookBack())
            .withUpStep(UpStep.next(memory.upStep(), up, estimate, track.history(), now));
    return new Decision(
        desired,
        last.replicas(),
        wanted.replicas(),
        last.explanation(),
        estimate,
        growth.reason() == Reason.DOUBLING ? remembered.withDoubledAt(now) : remembered);
  }
}
