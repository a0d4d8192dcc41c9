package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.policy.Policy;

/**
 * The user's word is the last: limits of a step, bounds, a pinned number, a mode that only advises.
 */
public final class Limits {
  private Limits() {}

  /** {@code step} as far as the user allows it. */
  public static Step apply(Situation situation, Step step) {
    var policy = situation.policy();
    var desired = situation.desired();
    var allowed = policy.pinned().isPresent() ? pinned(policy, step) : bounded(situation, step);
    return switch (policy.action()) {
      case CARRY_OUT -> allowed;
      case KEEP -> policy.pinned().isPresent() ? allowed : kept(desired);
      case ADVISE ->
          Step.of(
              desired,
              Reason.ADVISED,
              allowed.replicas() == desired
                  ? "advice: stay at " + desired + "; " + allowed.message()
                  : "advice: "
                      + allowed.replicas()
                      + " instead of "
                      + desired
                      + "; "
                      + allowed.message());
      case PAUSE -> Step.of(desired, Reason.PAUSED, "the pool is paused by spec.mode");
    };
  }

  private static Step pinned(Policy policy, Step step) {
    var pinned = policy.pinned().getAsInt();
    return Step.of(
        pinned,
        Reason.PINNED,
        "spec.replicas pins the pool at "
            + pinned
            + "; otherwise it would have "
            + step.replicas());
  }

  private static Step kept(int desired) {
    return Step.of(
        desired,
        Reason.NOT_PULLABLE,
        "Pub/Sub does not say that its subscription can be pulled, so pods are neither added nor"
            + " removed");
  }

  private static Step bounded(Situation situation, Step step) {
    return bounds(situation.policy(), new Throttle(situation).limit(step));
  }

  private static Step bounds(Policy policy, Step step) {
    if (step.replicas() > policy.maxReplicas()) {
      return Step.of(
          policy.maxReplicas(),
          Reason.MAXIMUM,
          step.message() + "; maxReplicas allows " + policy.maxReplicas());
    }
    var floor = policy.floor();
    if (step.replicas() < floor.replicas()) {
      var schedule = floor.schedule();
      return Step.of(
          floor.replicas(),
          schedule.isPresent() ? Reason.SCHEDULE : Reason.MINIMUM,
          step.message()
              + "; "
              + schedule.map(cron -> "the schedule '" + cron + "'").orElse("minReplicas")
              + " keeps "
              + floor.replicas());
    }
    return step;
  }
}
