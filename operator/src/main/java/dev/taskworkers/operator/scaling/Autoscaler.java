package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.reckoning.Reckoner;
import dev.taskworkers.operator.scaling.reckoning.UpStep;
import dev.taskworkers.operator.scaling.signals.Observation;
import java.time.Instant;

/**
 * Decides how many pods a pool gets. A pure function: the same policy, observation, memory and time
 * give the same decision, in the operator, in tests and in the simulator.
 */
public final class Autoscaler {
  /** Learn, reckon, work out the demand, let guards and limits have the last word. */
  public Decision decide(Policy policy, Observation observed, Memory before, Instant now) {
    var seen = observed.until(now);
    var reported = Reckoner.reported(seen, before.track().history(), policy.workersReport(), now);
    var track = before.track().after(seen, policy.slotsPerPod(), reported, now);
    var reckoning = Reckoner.reckon(seen, track, policy.slotsPerPod(), reported, now);
    var memory = before.withTrack(track);

    var desired = seen.pods().desired();
    var demand = Demand.of(policy, reckoning, seen.pods());
    var growth = new Growth(policy, seen, memory, reckoning, now).from(desired, demand);
    var step =
        growth.replicas() >= desired
            ? growth
            : new Shrinking(policy, seen, memory, reckoning, now).from(desired, growth);
    var last = Limits.apply(policy, desired, step);

    var needed = Math.min(demand.replicas(), policy.maxReplicas());
    var up = last.replicas() > desired;
    var remembered =
        memory
            .withDemand(new Memory.Demanded(now, needed, desired))
            .withUpStep(UpStep.next(memory.upStep(), up, reckoning, track.history(), now));
    return new Decision(
        desired,
        last.replicas(),
        step.replicas(),
        last.reason(),
        sentence(desired, last),
        reckoning,
        growth.reason() == Reason.PROBE ? remembered.withProbeAt(now) : remembered);
  }

  private static String sentence(int desired, Step step) {
    var to = step.replicas();
    var what =
        to > desired
            ? "Up from " + desired + " to " + to
            : to < desired ? "Down from " + desired + " to " + to : "Stays at " + to;
    return what + ": " + step.message() + ".";
  }
}
