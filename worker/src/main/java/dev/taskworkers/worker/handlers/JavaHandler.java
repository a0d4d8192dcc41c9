// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/** Runs a handler of the class path and interrupts its thread at cancellation. */
record JavaHandler(TaskHandler handler) implements PreparedHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) throws Exception {
    var interruption = new Interruption(Thread.currentThread());
    context.onCancel(interruption::now);
    try {
      return handler.handle(task, context);
    } finally {
      interruption.noMore();
    }
  }

  @Override
  public void close() {
    Closing.of(handler);
  }
}
