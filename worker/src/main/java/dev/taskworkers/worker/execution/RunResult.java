// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.Outcome;

/**
 * How a run ended: the handler said an outcome, there was no handler to say one, or what it said is
 * of a whole batch. The latter two are no {@link Outcome}, because a handler could not mean them.
 */
public sealed interface RunResult {
  /** The handler said so, or failed at its task. */
  record Answered(Outcome outcome) implements RunResult {}

  /**
   * The handler gave no answer.
   *
   * @param why a sentence
   * @param begun whether it may have begun with the task
   */
  record NoAnswer(String why, boolean begun) implements RunResult {}

  /** What ended the run may be the fault of another task; the handler has answered. */
  record Undecided() implements RunResult {}
}
