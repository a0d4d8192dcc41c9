// SPDX-License-Identifier: Apache-2.0
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;

/** One instance serves all slots at once; when time is up, its thread is interrupted. */
public final class Thumbnail implements TaskHandler {
  @Override
  public Outcome handle(Task task, TaskContext context) {
    var picture = task.payload().text();
    if (!picture.endsWith(".jpg") && !picture.endsWith(".png")) {
      return Outcome.deadLetter("not a picture: " + picture);
    }
    System.out.println("Java made a thumbnail of " + picture + ", attempt " + context.attempt());
    return Outcome.ack();
  }
}
