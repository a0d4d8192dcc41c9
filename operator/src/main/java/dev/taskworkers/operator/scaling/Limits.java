package dev.taskworkers.operator.scaling;

import dev.taskworkers.operator.scaling.input.Policy;

/**
 * The user's word is the last: limits of a step, bounds, a pinned number, a mode that only advises.
 */
public final class Limits {
  private Limits() {}

  /** {@code step} as far as the user allows it. */
  public static Step apply(DecisionContext situation, Step step) {
    var policy = situation.policy();
    var desired = situation.desired();
    var allowed = policy.pinned().isPresent() ? pinned(policy, step) : bounded(situation, step);
    return switch (policy.action()) {
      case CARRY_OUT -> allowed;
      case KEEP ->
          policy.pinned().isPresent() ? allowed : new Step(desired, new Explanation.NotPullable());
      case ADVISE ->
          new Step(
              desired, new Explanation.Advised(allowed.explanation(), allowed.replicas(), desired));
      case PAUSE -> new Step(desired, new Explanation.Paused());
    };
  }

  private static Step pinned(Policy policy, Step step) {
    var pinned = policy.pinned().getAsInt();
    return new Step(pinned, new Explanation.Pinned(pinned, step.replicas()));
  }

  private static Step bounded(DecisionContext situation, Step step) {
    return bounds(situation.policy(), new BehaviorLimits(situation).limit(step));
  }

  private static Step bounds(Policy policy, Step step) {
    var why = step.explanation();
    var most = policy.maxReplicas();
    if (step.replicas() > most) {
      return new Step(most, new Explanation.Maximum(why, most));
    }
    var fewest = policy.floor().replicas();
    if (step.replicas() < fewest) {
      return new Step(
          fewest,
          policy
              .floor()
              .schedule()
              .<Explanation>map(cron -> new Explanation.Schedule(why, cron, fewest))
              .orElseGet(() -> new Explanation.Minimum(why, fewest)));
    }
    return step;
  }
}
