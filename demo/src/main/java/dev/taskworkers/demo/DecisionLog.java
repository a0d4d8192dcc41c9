// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the operator's decisions from the pool's status, as a user would. */
public final class DecisionLog implements ResourceEventHandler<TaskWorkerPool> {
  private final List<LastDecision> changes = new ArrayList<>();
  private Optional<TaskWorkerPoolStatus> status = Optional.empty();

  /**
   * A change of replicas.
   *
   * @param at seconds since the start, of the demo's clock
   */
  public record Entry(double at, int from, int to, String reason, String message) {}

  @Override
  public void onAdd(TaskWorkerPool pool) {
    note(pool);
  }

  @Override
  public void onUpdate(TaskWorkerPool before, TaskWorkerPool pool) {
    note(pool);
  }

  @Override
  public void onDelete(TaskWorkerPool pool, boolean unknown) {
    note(pool);
  }

  private synchronized void note(TaskWorkerPool pool) {
    var before = status.map(TaskWorkerPoolStatus::lastDecision);
    status = Optional.ofNullable(pool.getStatus());
    status
        .map(TaskWorkerPoolStatus::lastDecision)
        .filter(decision -> !decision.from().equals(decision.to()))
        .filter(decision -> before.filter(decision::equals).isEmpty())
        .ifPresent(changes::add);
  }

  private static Entry entry(LastDecision decision, Instant start) {
    var at = Duration.between(start, Instant.parse(decision.at())).toMillis() / 1000.0;
    return new Entry(at, decision.from(), decision.to(), decision.reason(), decision.message());
  }

  /** The changes of replicas so far, timed from {@code start}. */
  public synchronized List<Entry> changes(Instant start) {
    return changes.stream().map(decision -> entry(decision, start)).toList();
  }

  /** Whether the pool has a condition of this type that is true. */
  public synchronized boolean isTrue(ConditionType type) {
    return status.filter(seen -> type.is("True", seen)).isPresent();
  }

  /** The pool's status as last seen. */
  public synchronized Optional<TaskWorkerPoolStatus> status() {
    return status;
  }
}
