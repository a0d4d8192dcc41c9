// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

/** Raises a pool of which nothing has been known for too long. */
final class Fallback {
  private Fallback() {}

  /** {@code step}, or the pods that the user wants to have when nothing is known. */
  public static Step apply(DecisionContext context, Step step) {
    return context
        .policy()
        .fallback()
        .filter(fallback -> fallback.replicas() > step.replicas())
        .filter(
            fallback ->
                context
                    .memory()
                    .blindSince()
                    .filter(since -> !since.plus(fallback.after()).isAfter(context.now()))
                    .isPresent())
        .map(
            fallback ->
                new Step(
                    fallback.replicas(),
                    Explanation.fallback(fallback.replicas(), fallback.after())))
        .orElse(step);
  }
}
