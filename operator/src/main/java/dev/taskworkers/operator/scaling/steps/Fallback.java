package dev.taskworkers.operator.scaling.steps;

import dev.taskworkers.operator.scaling.units.Words;

/** Raises a pool of which nothing has been known for too long. */
public final class Fallback {
  private Fallback() {}

  /** {@code step}, or the pods that the user wants to have when nothing is known. */
  public static Step apply(Situation situation, Step step) {
    return situation
        .policy()
        .fallback()
        .filter(fallback -> fallback.replicas() > step.replicas())
        .filter(
            fallback ->
                situation
                    .memory()
                    .blindSince()
                    .filter(since -> !since.plus(fallback.after()).isAfter(situation.now()))
                    .isPresent())
        .map(
            fallback ->
                Step.of(
                    fallback.replicas(),
                    Reason.FALLBACK,
                    "nothing has told of the backlog for "
                        + Words.duration(fallback.after())
                        + ", so spec.scaling.fallback applies, which is "
                        + Words.pods(fallback.replicas())))
        .orElse(step);
  }
}
