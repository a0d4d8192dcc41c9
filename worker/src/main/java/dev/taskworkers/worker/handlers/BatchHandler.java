// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.BatchTaskHandler.Item;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs batches. The thread of one is interrupted when a task is out of time, because no thread can
 * do the rest without it, and when none of its tasks is wanted any more; not when one of them alone
 * has lost its lease.
 *
 * @param unready why no batch can be taken yet, or empty
 */
public record BatchHandler(
    BatchTaskHandler handler, BatchLimits limits, Supplier<Optional<String>> unready)
    implements PreparedHandler {
  /**
   * The outcomes of {@code batch}, in its order.
   *
   * @throws Exception what the handler threw, or an {@link IllegalStateException} when it did not
   *     say an outcome for each
   */
  public List<Outcome> handle(List<Item> batch) throws Exception {
    var interruption = new Interruption(Thread.currentThread());
    for (var item : batch) {
      item.context()
          .onCancel(
              () -> {
                if (item.context().timedOut()
                    || batch.stream().allMatch(each -> each.context().cancelled())) {
                  interruption.now();
                }
              });
    }
    try {
      var outcomes = handler.handle(batch);
      if (outcomes.size() != batch.size()) {
        throw new IllegalStateException(
            "The handler said "
                + outcomes.size()
                + " outcomes for a batch of "
                + batch.size()
                + " tasks; it must say one for each, in the same order.");
      }
      return List.copyOf(outcomes);
    } finally {
      interruption.noMore();
    }
  }

  /** One task is a small batch. */
  @Override
  public Outcome handle(Task task, TaskContext context) throws Exception {
    try {
      return handle(List.of(new Item(task, context))).get(0);
    } catch (BatchRefusal e) {
      return e.outcome();
    }
  }

  @Override
  public Optional<String> notReady() {
    return unready.get();
  }

  @Override
  public void close() {
    Closing.of(handler);
  }
}
