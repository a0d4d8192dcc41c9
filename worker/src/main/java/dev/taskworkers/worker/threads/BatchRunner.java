package dev.taskworkers.worker.threads;

import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Gathers tasks and gives each batch a thread. A task that waits for its batch has its slot, so a
 * worker still holds no more than it has slots. Belongs to the loop.
 */
public final class BatchRunner implements TaskRunner {
  private record Gathered(Item item, CompletableFuture<Outcome> outcome) {}

  private final BatchHandler handler;
  private final Executor threads;
  private final Timer timer;
  private List<Gathered> gathered = new ArrayList<>();
  private Cancellable due = () -> {};

  /**
   * @param timer whose actions run on the loop
   */
  public BatchRunner(BatchHandler handler, Executor threads, Timer timer) {
    this.handler = handler;
    this.threads = threads;
    this.timer = timer;
  }

  @Override
  public CompletableFuture<Outcome> run(Task task, TaskContext context) {
    var one = new Gathered(new Item(task, context), new CompletableFuture<>());
    gathered.add(one);
    if (gathered.size() >= handler.limits().size()) {
      begin();
    } else if (gathered.size() == 1) {
      due = timer.after(handler.limits().within(), this::begin);
    }
    return one.outcome;
  }

  @Override
  public Duration gathering() {
    return handler.limits().within();
  }

  private void begin() {
    due.cancel();
    var batch = gathered;
    gathered = new ArrayList<>();
    batch.removeIf(BatchRunner::endedBefore);
    if (batch.isEmpty()) {
      return;
    }
    var unused =
        Job.start(() -> outcomes(batch), threads)
            .whenComplete((outcomes, problem) -> end(batch, outcomes, problem));
  }

  private static boolean endedBefore(Gathered one) {
    return one.item.context().cancelled()
        && one.outcome.complete(
            Outcome.retry(Failure.of("cancelled", "It was told to stop before its batch began.")));
  }

  private List<Outcome> outcomes(List<Gathered> batch) throws Exception {
    return handler.handle(batch.stream().map(Gathered::item).toList());
  }

  private static void end(List<Gathered> batch, List<Outcome> outcomes, Throwable problem) {
    for (int i = 0; i < batch.size(); i++) {
      if (problem == null) {
        batch.get(i).outcome.complete(outcomes.get(i));
      } else {
        batch.get(i).outcome.completeExceptionally(problem);
      }
    }
  }
}
