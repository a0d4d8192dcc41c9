package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.policy.Policy;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Pods;
import java.time.Instant;

/** Everything that a step of a decision may go by. */
public record Situation(
    Policy policy, Observation seen, Memory memory, Reckoning reckoning, Instant now) {

  /** What is so now, with since when nothing has told what is there. */
  public static Situation of(
      Policy policy, Observation seen, Memory memory, Reckoning reckoning, Instant now) {
    var blind = new Situation(policy, seen, memory, reckoning, now).blind();
    return new Situation(policy, seen, memory.withSight(blind, now), reckoning, now);
  }

  /** Pods that are asked for. */
  int desired() {
    return seen.pods().desired();
  }

  /** Every new task is counted as it is published. */
  boolean counted() {
    return reckoning.evidence().arrivals() == Arriving.COUNTED;
  }

  /** Pods that are called for without a guess; any number where tasks were timed. */
  int sure() {
    return Demand.sure(policy, reckoning, seen.pods());
  }

  /**
   * Pods that would be called for if none were starting: what they are ordered for is no reason to
   * send them away before they are there.
   */
  int withoutStarting() {
    var pods = seen.pods();
    return pods.starting() == 0
        ? 0
        : Demand.of(
                policy,
                reckoning,
                new Pods(pods.desired(), pods.ready(), 0, 0, pods.timesToReady()))
            .replicas();
  }

  /** Whether our own workers are there and can't be heard. */
  boolean unheard() {
    return policy.workersReport()
        && reckoning.evidence().service() != Reckoning.Serving.REPORTED
        && seen.pods().ready() > 0;
  }

  /** Whether each pod that is ready tells what it does. */
  boolean allHeard() {
    return reckoning.evidence().service() == Reckoning.Serving.REPORTED
        && seen.service().reporting() >= seen.pods().ready();
  }

  /** Neither the workers nor a fresh sample nor a count tell what is there. */
  boolean blind() {
    return switch (reckoning.evidence().service()) {
      case REPORTED -> seen.pods().ready() == 0 && !counted() && seen.backlog().fix().isEmpty();
      case MODELLED -> seen.backlog().state() != Backlog.State.FRESH;
      case UNKNOWN -> true;
    };
  }
}
