package dev.taskworkers.lab.demo.pods;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/** A task that is nothing. */
public final class NoTask implements TaskHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) {
    return Outcome.ack();
  }
}
