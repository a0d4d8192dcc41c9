// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Clock;

/** Our worker's candidate. */
public final class NoopTaskHandler implements TaskHandler {
  private final NoopTask work = new NoopTask(Clock.systemUTC());

  @Override
  public Outcome handle(Task task, TaskContext context) {
    work.run(task.attributes().get(NoopTask.KIND), task.publishTime());
    return Outcome.ack();
  }
}
