// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.util.List;

/**
 * Does many tasks at once, as a database does many rows. A class named in {@code
 * TASKWORKERS_JAVA_CLASS} needs a public constructor without parameters; one instance serves all
 * batches of a worker, several at the same time.
 */
@FunctionalInterface
public interface BatchTaskHandler {
  /** One task of a batch, with its own circumstances. */
  record Item(Task task, TaskContext context) {}

  /**
   * Does the tasks of {@code batch} and says of each what is to become of it, in the same order.
   * The thread is interrupted when one of them is out of time, or none is wanted any more.
   *
   * @throws Exception when the batch failed as a whole: it is halved and its halves run at once,
   *     until what fails is a single task, which is retried with back-off
   */
  List<Outcome> handle(List<Item> batch) throws Exception;
}
