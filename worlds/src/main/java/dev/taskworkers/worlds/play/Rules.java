// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.PoolTurn;
import dev.taskworkers.operator.pool.StatusWriteLimiter;
import dev.taskworkers.worker.execution.TaskRunner;
import java.time.Instant;

/**
 * The rules that an operator and its workers go by, each as it is made of their own classes. One
 * can be taken out, to see which promise that breaks.
 */
public class Rules implements PoolTurn.Rules {
  /** None is taken out. */
  public static final Rules ALL = new Rules();

  protected Rules() {}

  /** Whether a status is written. */
  public boolean isDue(
      StatusWriteLimiter limiter,
      Instant last,
      TaskWorkerPoolStatus before,
      TaskWorkerPoolStatus next,
      Instant now) {
    return limiter.isDue(last, before, next, 1, now);
  }

  /** What the status says. */
  public TaskWorkerPoolStatus told(TaskWorkerPoolStatus status) {
    return status;
  }

  /** What runs the tasks of a pod. */
  public TaskRunner runner(TaskRunner handler) {
    return handler;
  }
}
