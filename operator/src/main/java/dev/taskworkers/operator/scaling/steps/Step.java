package dev.taskworkers.operator.scaling.steps;

/** One step of a decision: a number of pods, and why that many. */
public record Step(int replicas, Reason reason, String message) {
  /** Another number for another reason. */
  static Step of(int replicas, Reason reason, String message) {
    return new Step(replicas, reason, message);
  }
}
