// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import java.util.concurrent.CompletableFuture;

/** Runs tasks away from the loop. */
@FunctionalInterface
public interface TaskRunner {
  /**
   * Completes, on any thread, when the task has really ended; with a {@link NoAnswerException} when
   * there was no handler to do it.
   */
  CompletableFuture<Outcome> run(Task task, TaskContext context);

  /** Whether tasks wait here for others, to run in batches. */
  default boolean gathers() {
    return false;
  }

  /**
   * Ends what runs, at once and by force, where that can be done.
   *
   * @return whether it can, so that the runs are over soon
   */
  default boolean kill() {
    return false;
  }

  /** Begins the tasks that wait here for others: none may come. */
  default void beginGathered() {}
}
