// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** The conditions in a pool's status; {@code docs/conditions.md} has these sentences, too. */
public enum ConditionType {
  /** It says whether the pool can work, and tools wait for it. */
  READY("Ready"),
  /** It says whether the operator sets the number of pods. */
  SCALING_ACTIVE("ScalingActive"),
  /** It says whether a limit, rather than the tasks, sets the number of pods. */
  SCALING_LIMITED("ScalingLimited"),
  /** It says whether the pods that are there can run tasks. */
  PODS_HEALTHY("PodsHealthy"),
  /** It says whether Cloud Monitoring shows how many tasks wait. */
  BACKLOG_KNOWN("BacklogKnown"),
  /** It says whether the operator hears of tasks as they come. */
  ARRIVALS_KNOWN("ArrivalsKnown"),
  /** It says whether workers can pull from the subscription, and what it should have otherwise. */
  SUBSCRIPTION_READY("SubscriptionReady"),
  /** It says whether tasks that are sent to the dead-letter topic are kept. */
  DEAD_LETTER_READY("DeadLetterReady"),
  /** It says whether most tasks fail. */
  TASKS_FAILING("TasksFailing"),
  /** It says whether the workers answer the operator. */
  WORKERS_HEARD("WorkersHeard"),
  /** It says whether somebody else sets the number of pods, too. */
  REPLICAS_CONTESTED("ReplicasContested"),
  /** It says whether there are pods with the pool's label that are none of the pool. */
  FOREIGN_PODS("ForeignPods"),
  /** It says whether pods report what can't be true. */
  REPORTS_DOUBTED("ReportsDoubted"),
  /** It says whether only another spec can help. */
  STALLED("Stalled");

  private final String word;

  ConditionType(String word) {
    this.word = word;
  }

  /** As a status has it. */
  public String word() {
    return word;
  }

  /** What {@code status} says of it. */
  public Optional<Condition> in(TaskWorkerPoolStatus status) {
    return status.conditions().stream()
        .filter(condition -> word.equals(condition.getType()))
        .findFirst();
  }

  /** Whether {@code status} has it as {@code True}, {@code False}, or {@code Unknown}. */
  public boolean is(String value, TaskWorkerPoolStatus status) {
    return in(status).filter(condition -> value.equals(condition.getStatus())).isPresent();
  }
}
