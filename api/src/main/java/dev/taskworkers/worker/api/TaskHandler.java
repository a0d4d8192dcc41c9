// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

/**
 * Does a task. One instance serves all slots of a worker at the same time; a class named in {@code
 * TASKWORKERS_JAVA_CLASS} needs a public constructor without parameters. When it is {@link
 * AutoCloseable}, it is closed when the worker has drained, and has two seconds for that.
 */
@FunctionalInterface
public interface TaskHandler {
  /**
   * Does {@code task} and says what is to become of it. At cancellation the thread is interrupted.
   *
   * @throws Exception when the task failed and should be retried with back-off
   */
  Outcome handle(Task task, TaskContext context) throws Exception;
}
