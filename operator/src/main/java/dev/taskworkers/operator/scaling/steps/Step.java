package dev.taskworkers.operator.scaling.steps;

/** One step of a decision: a number of pods, and why that many. */
public record Step(int replicas, Explanation explanation) {
  public Reason reason() {
    return explanation.reason();
  }
}
