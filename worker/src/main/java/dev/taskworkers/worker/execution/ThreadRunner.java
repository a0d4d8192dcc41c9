// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Gives each running task a thread of its own. */
public record ThreadRunner(TaskHandler handler, Executor threads) implements TaskRunner {
  @Override
  public CompletableFuture<Outcome> run(Task task, TaskContext context) {
    return Job.start(() -> handle(task, context), threads);
  }

  private Outcome handle(Task task, TaskContext context) throws NoAnswerException {
    try {
      return Objects.requireNonNull(
          handler.handle(task, context), "The handler returned no outcome.");
    } catch (NoAnswerException e) {
      throw e;
    } catch (Exception | Error e) {
      // Here, because to write a stack trace down would hold up the loop.
      return Outcome.retry(Failure.of(e));
    }
  }
}
