package dev.taskworkers.bench.clients.contenders;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Clock;

/** Our worker's contender. */
public final class NoTaskHandler implements TaskHandler {
  private final NoTask work = new NoTask(Clock.systemUTC());

  @Override
  public Outcome handle(Task task, TaskContext context) {
    work.run(task.attributes().get(NoTask.KIND), task.publishTime());
    return Outcome.ack();
  }
}
