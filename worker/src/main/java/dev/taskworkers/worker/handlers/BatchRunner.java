// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.execution.Job;
import dev.taskworkers.worker.execution.RunContext;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.handlers.BatchRun.Gathered;
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
  private final BatchHandler handler;
  private final Executor threads;
  private final Timer timer;
  private final LoneTasks lone = new LoneTasks();
  private List<Gathered> gathered = new ArrayList<>();
  private Moment beginsAt = Moment.NEVER;
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
    context.onCancel(() -> timer.after(Duration.ZERO, () -> leave(one)));
    if (gathered.size() >= handler.limits().size()) {
      begin();
    } else {
      beginBy(timer.moment().plus(patience(context)));
    }
    return one.outcome();
  }

  /** A task waits for half of its time at most, so that it has some left when it begins. */
  private Duration patience(TaskContext context) {
    var half = Duration.between(timer.now(), context.deadline()).dividedBy(2);
    var within = handler.limits().within();
    return half.compareTo(within) < 0 ? half : within;
  }

  private void beginBy(Moment latest) {
    if (gathered.size() == 1 || latest.isBefore(beginsAt)) {
      due.cancel();
      beginsAt = latest;
      due = timer.after(timer.moment().until(latest), this::begin);
    }
  }

  /** What is not wanted any more before its batch begins holds its slot and its key no longer. */
  private void leave(Gathered one) {
    if (gathered.remove(one)) {
      if (gathered.isEmpty()) {
        due.cancel();
      }
      one.outcome().complete(BatchRun.NOT_BEGUN);
    }
  }

  @Override
  public boolean gathers() {
    return true;
  }

  @Override
  public void beginGathered() {
    if (!gathered.isEmpty()) {
      begin();
    }
  }

  private void begin() {
    due.cancel();
    var batch = gathered;
    gathered = new ArrayList<>();
    begin(batch);
  }

  private void begin(List<Gathered> batch) {
    var now = timer.moment();
    batch.forEach(one -> RunContext.handOver(one.item().context(), now));
    var unused =
        Job.start(
                () -> {
                  new BatchRun(handler, batch, lone).run();
                  return true;
                },
                threads)
            .whenComplete(
                (done, problem) -> {
                  if (problem != null) {
                    batch.forEach(one -> one.outcome().completeExceptionally(problem));
                  }
                });
  }
}
