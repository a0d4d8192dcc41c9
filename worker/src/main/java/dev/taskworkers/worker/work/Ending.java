package dev.taskworkers.worker.work;

import dev.taskworkers.worker.api.Outcome;

/**
 * How a run ended: the handler said an outcome, or there was none to say one. The latter is no
 * {@link Outcome}, because it is nothing that a handler could mean.
 */
public sealed interface Ending {
  /** The handler said so, or failed at its task. */
  record Answered(Outcome outcome) implements Ending {}

  /**
   * The handler gave no answer.
   *
   * @param why a sentence
   * @param begun whether it may have begun with the task
   */
  record Unanswered(String why, boolean begun) implements Ending {}
}
