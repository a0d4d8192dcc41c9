package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.memory.Memory.Decided;
import dev.taskworkers.operator.scaling.policy.Policy;
import dev.taskworkers.operator.scaling.reckoning.Reckoner;
import dev.taskworkers.operator.scaling.reckoning.UpStep;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.steps.Demand;
import dev.taskworkers.operator.scaling.steps.Fallback;
import dev.taskworkers.operator.scaling.steps.Growth;
import dev.taskworkers.operator.scaling.steps.Limits;
import dev.taskworkers.operator.scaling.steps.Reason;
import dev.taskworkers.operator.scaling.steps.Shrinking;
import dev.taskworkers.operator.scaling.steps.Situation;
import java.time.Instant;

/**
 * Decides how many pods a pool gets. A pure function: the same policy, observation, memory and time
 * give the same decision, in the operator, in tests and in the simulator.
 */
public final class Autoscaler {
  /** Learn, reckon, work out the demand, let guards and limits have the last word. */
  public Decision decide(Policy policy, Observation observed, Memory before, Instant now) {
    var past = observed.until(now);
    var reported = Reckoner.reported(past, before.track().history(), policy.workersReport(), now);
    var track = before.track().after(past, policy.slotsPerPod(), reported, now);
    var seen = track.crossCheck().distrusts() ? past.with(past.arrivals().distrusted(now)) : past;
    var reckoning = Reckoner.reckon(seen, track, policy, reported, now);
    var memory = before.withTrack(track).withSample(seen.backlog().newest());
    var situation = Situation.of(policy, seen, memory, reckoning, now);

    var desired = seen.pods().desired();
    var demand = Demand.of(policy, reckoning, seen.pods());
    var growth = new Growth(situation).towards(demand);
    var step = growth.replicas() >= desired ? growth : new Shrinking(situation).towards(growth);
    var wanted = Fallback.apply(situation, step);
    var last = Limits.apply(situation, wanted);

    // A count may be one task off, and that must not add and remove a pod again and again.
    var needed = Demand.of(policy, reckoning.withOneTaskMore(), seen.pods()).replicas();
    var up = last.replicas() > desired;
    var tasks = reckoning.waiting() + reckoning.inFlight();
    var remembered =
        situation
            .memory()
            .withDecided(
                new Decided(now, Math.min(needed, policy.maxReplicas()), desired, tasks),
                policy.behavior().longest())
            .withUpStep(UpStep.next(memory.upStep(), up, reckoning, track.history(), now));
    return new Decision(
        desired,
        last.replicas(),
        wanted.replicas(),
        last.explanation(),
        reckoning,
        growth.reason() == Reason.PROBE ? remembered.withProbeAt(now) : remembered);
  }
}
