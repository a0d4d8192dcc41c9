package dev.taskworkers.worker.threads;

import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.threads.BatchRun.Gathered;
import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.NoAnswerException;
import dev.taskworkers.worker.work.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Gathers tasks and gives each batch a thread. A task that waits for its batch has its slot, so a
 * worker still holds no more than it has slots. Belongs to the loop.
 */
public final class BatchRunner implements TaskRunner {
  private final BatchHandler handler;
  private final Executor threads;
  private final Timer timer;
  private final LoneTasks lone = new LoneTasks();
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
    if (lone.contains(task.id())) {
      begin(List.of(one));
      return one.outcome();
    }
    gathered.add(one);
    if (gathered.size() >= handler.limits().size()) {
      begin();
    } else if (gathered.size() == 1) {
      due = timer.after(handler.limits().within(), this::begin);
    }
    return one.outcome();
  }

  @Override
  public Duration gathering() {
    return handler.limits().within();
  }

  private void begin() {
    due.cancel();
    var batch = gathered;
    gathered = new ArrayList<>();
    begin(batch);
  }

  private void begin(List<Gathered> batch) {
    try {
      threads.execute(new BatchRun(handler, batch, lone));
    } catch (RejectedExecutionException e) {
      var unseen = NoAnswerException.unseen(e.getMessage() + ".", e);
      batch.forEach(one -> one.outcome().completeExceptionally(unseen));
    }
  }
}
