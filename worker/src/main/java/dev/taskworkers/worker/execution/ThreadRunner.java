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
import java.util.function.BooleanSupplier;

/**
 * Gives each running task a thread of its own.
 *
 * @param force ends what runs, where that can be done
 */
public record ThreadRunner(TaskHandler handler, BooleanSupplier force, Executor threads)
    implements TaskRunner {
  /** For a handler that can't be ended by force. */
  public ThreadRunner(TaskHandler handler, Executor threads) {
    this(handler, () -> false, threads);
  }

  @Override
  public boolean kill() {
    return force.getAsBoolean();
  }

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
