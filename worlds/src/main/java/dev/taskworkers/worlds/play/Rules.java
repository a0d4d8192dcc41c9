// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.PoolStatus;
import dev.taskworkers.operator.pool.StatusWriteLimiter;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.worker.execution.TaskRunner;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules that an operator and its workers go by, each as it is made of their own classes. One
 * can be taken out, to see which promise that breaks.
 */
public class Rules {
  /** None is taken out. */
  public static final Rules ALL = new Rules();

  private static final Autoscaler AUTOSCALER = new Autoscaler();

  protected Rules() {}

  /** How many pods there should be. */
  public Decision decide(Policy policy, Observation seen, ScalingState memory, Instant now) {
    return AUTOSCALER.decide(policy, seen, memory, now);
  }

  /** Which pods stay. */
  public PodPlan plan(int wanted, ReportingState hearing, PodInventory inventory) {
    return PodPlan.of(wanted, hearing, inventory);
  }

  /** Whether a decision is told of. */
  public boolean isNews(Optional<TaskWorkerPoolStatus.LastDecision> before, Decision decision) {
    return PoolStatus.isNews(before, decision);
  }

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
