// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.input.Policy;

/**
 * The user's word is the last: limits of a step, bounds, a pinned number, a mode that only advises.
 */
final class Limits {
  private Limits() {}

  /** {@code step} as far as the user allows it. */
  public static Step apply(DecisionContext context, Step step) {
    var policy = context.policy();
    var desired = context.desired();
    var allowed = policy.pinned().isPresent() ? pinned(policy, step) : bounded(context, step);
    return switch (policy.action()) {
      case CARRY_OUT -> allowed;
      case KEEP ->
          policy.pinned().isPresent() ? allowed : new Step(desired, Explanation.notPullable());
      case ADVISE ->
          new Step(
              desired, Explanation.advised(allowed.explanation(), allowed.replicas(), desired));
      case PAUSE -> new Step(desired, Explanation.paused());
    };
  }

  private static Step pinned(Policy policy, Step step) {
    var pinned = policy.pinned().getAsInt();
    return new Step(pinned, Explanation.pinned(pinned, step.replicas()));
  }

  private static Step bounded(DecisionContext context, Step step) {
    return bounds(context.policy(), new BehaviorLimits(context).limit(step));
  }

  private static Step bounds(Policy policy, Step step) {
    var why = step.explanation();
    var most = policy.maxReplicas();
    if (step.replicas() > most) {
      return new Step(most, Explanation.maximum(why, most));
    }
    var fewest = policy.floor().replicas();
    if (step.replicas() < fewest) {
      return new Step(
          fewest,
          policy
              .floor()
              .schedule()
              .map(cron -> Explanation.schedule(why, cron, fewest))
              .orElseGet(() -> Explanation.minimum(why, fewest)));
    }
    return step;
  }
}
