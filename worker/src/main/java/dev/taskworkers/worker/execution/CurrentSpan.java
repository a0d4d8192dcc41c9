// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/**
 * Makes the span of a run the current one of the thread that runs it, so that spans which the
 * handler's own code begins are its children.
 */
record CurrentSpan(TaskHandler handler) implements TaskHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) throws Exception {
    if (!(context instanceof TracedContext traced)) {
      return handler.handle(task, context);
    }
    try (var scope = traced.current().makeCurrent()) {
      return handler.handle(task, context);
    }
  }
}
