// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/** The Java handler of the tests: takes a second. */
public final class ShortTask implements TaskHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) throws InterruptedException {
    Thread.sleep(1000);
    return Outcome.ack();
  }
}
