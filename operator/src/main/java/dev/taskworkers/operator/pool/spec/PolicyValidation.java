// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.BehaviorSpec;
import dev.taskworkers.crds.ScalingSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.operator.scaling.input.Behavior;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.protocol.GoDuration;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a spec says about scaling in the words of the decision. */
final class PolicyValidation {
  private PolicyValidation() {}

  static Policy validate(
      TaskWorkerPoolSpec spec, Handler handler, Optional<StartRates> startRates) {
    var scaling = spec.scaling();
    atLeast(0, scaling.minReplicas(), "spec.scaling.minReplicas");
    atLeast(1, scaling.maxReplicas(), "spec.scaling.maxReplicas");
    atLeast(1, spec.concurrency(), "spec.concurrency");
    atMostMaximum(scaling, scaling.minReplicas(), "spec.scaling.minReplicas");
    for (var entry : scaling.schedule()) {
      atLeast(0, entry.minReplicas(), "spec.scaling.schedule.minReplicas");
      atMostMaximum(scaling, entry.minReplicas(), "spec.scaling.schedule.minReplicas");
    }
    if (spec.replicas() != null) {
      atLeast(0, spec.replicas(), "spec.replicas");
    }
    return new Policy(
        Policy.Floor.of(scaling.minReplicas()),
        scaling.maxReplicas(),
        spec.replicas() == null ? OptionalInt.empty() : OptionalInt.of(spec.replicas()),
        action(spec.mode()),
        GoDuration.parse(scaling.objective().maxWait(), "spec.scaling.objective.maxWait"),
        GoDuration.parse(scaling.objective().drainWithin(), "spec.scaling.objective.drainWithin"),
        spec.concurrency(),
        handler.has(Handler.Trait.OUR_WORKER),
        Optional.ofNullable(scaling.behavior())
            .map(given -> new Behavior(direction(given.scaleUp()), direction(given.scaleDown())))
            .orElse(Behavior.UNLIMITED),
        Optional.ofNullable(scaling.fallback()).map(given -> fallback(scaling, given)),
        startRates.map(StartRates::limit));
  }

  private static void atMostMaximum(ScalingSpec scaling, int replicas, String field) {
    expect(
        replicas <= scaling.maxReplicas(),
        field + " must not be more than spec.scaling.maxReplicas");
  }

  private static Policy.Action action(TaskWorkerPoolSpec.Mode mode) {
    return switch (mode) {
      case Auto -> Policy.Action.CARRY_OUT;
      case Advise -> Policy.Action.ADVISE;
      case Paused -> Policy.Action.PAUSE;
    };
  }

  private static Policy.Fallback fallback(ScalingSpec scaling, ScalingSpec.Fallback given) {
    atLeast(1, given.replicas(), "spec.scaling.fallback.replicas");
    atMostMaximum(scaling, given.replicas(), "spec.scaling.fallback.replicas");
    return new Policy.Fallback(
        given.replicas(), GoDuration.parse(given.after(), "spec.scaling.fallback.after"));
  }

  private static Behavior.Direction direction(BehaviorSpec.Direction given) {
    if (given == null) {
      return Behavior.Direction.FREE;
    }
    return new Behavior.Direction(
        Optional.ofNullable(given.stabilizationWindowSeconds()).map(Duration::ofSeconds),
        switch (given.selectPolicy()) {
          case Max -> Behavior.Select.MAX;
          case Min -> Behavior.Select.MIN;
          case Disabled -> Behavior.Select.DISABLED;
        },
        given.policies().stream().map(PolicyValidation::rule).toList());
  }

  private static Behavior.Rule rule(BehaviorSpec.Policy given) {
    expect(
        given.type() != null,
        "spec.scaling.behavior: expected type Pods or Percent in each policy, but found none");
    atLeast(1, given.value(), "spec.scaling.behavior: value of a policy");
    atLeast(1, given.periodSeconds(), "spec.scaling.behavior: periodSeconds of a policy");
    return new Behavior.Rule(
        given.type() == BehaviorSpec.PolicyType.Pods ? Behavior.Kind.PODS : Behavior.Kind.PERCENT,
        given.value(),
        Duration.ofSeconds(given.periodSeconds()));
  }
}
