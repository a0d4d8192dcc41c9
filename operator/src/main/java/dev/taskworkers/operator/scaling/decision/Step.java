package dev.taskworkers.operator.scaling.decision;

/** One step of a decision: a number of pods, and why that many. */
public record Step(int replicas, Explanation explanation) {
  public Reason reason() {
    return explanation.reason();
  }
}
