// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/** Takes as many milliseconds as its payload says, and hardly any of a processor. */
public final class TimedTask implements TaskHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) throws InterruptedException {
    Thread.sleep(Long.parseLong(task.payload().text()));
    return Outcome.ack();
  }
}
