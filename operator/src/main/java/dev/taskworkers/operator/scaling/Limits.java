package dev.taskworkers.operator.scaling;

/** The user's word is the last: bounds, a pinned number, a mode that only advises. */
final class Limits {
  private Limits() {}

  static Step apply(Policy policy, int desired, Step step) {
    if (policy.pinned().isPresent()) {
      var pinned = policy.pinned().getAsInt();
      return Step.of(
          pinned,
          Reason.PINNED,
          "spec.replicas pins the pool at "
              + pinned
              + "; otherwise it would have "
              + step.replicas());
    }
    var bounded = bounds(policy, step);
    return switch (policy.action()) {
      case CARRY_OUT -> bounded;
      case ADVISE ->
          Step.of(
              desired,
              Reason.ADVISED,
              bounded.replicas() == desired
                  ? "advice: stay at " + desired + "; " + bounded.message()
                  : "advice: "
                      + bounded.replicas()
                      + " instead of "
                      + desired
                      + "; "
                      + bounded.message());
      case PAUSE -> Step.of(desired, Reason.PAUSED, "the pool is paused by spec.mode");
    };
  }

  private static Step bounds(Policy policy, Step step) {
    if (step.replicas() > policy.maxReplicas()) {
      return Step.of(
          policy.maxReplicas(),
          Reason.MAXIMUM,
          step.message() + "; maxReplicas allows " + policy.maxReplicas());
    }
    if (step.replicas() < policy.minReplicas()) {
      return Step.of(
          policy.minReplicas(),
          Reason.MINIMUM,
          step.message() + "; minReplicas keeps " + policy.minReplicas());
    }
    return step;
  }
}
