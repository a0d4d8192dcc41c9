// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import java.time.Duration;

/** The demo's task: takes {@code TASK_SECONDS} of the demo's clock and succeeds. */
public final class SleepTask implements TaskHandler {
  /** How long a task takes, in seconds. */
  public static final String SECONDS = "TASK_SECONDS";

  private final Duration wall;

  public SleepTask() {
    var millis = (long) (Double.parseDouble(System.getenv(SECONDS)) * 1000);
    wall = FastClock.parse(System.getenv(FastClock.VARIABLE)).onTheWall(Duration.ofMillis(millis));
  }

  @Override
  public Outcome handle(Task task, TaskContext context) throws InterruptedException {
    Thread.sleep(wall.toMillis(), wall.toNanosPart() % 1_000_000);
    return Outcome.ack();
  }
}
