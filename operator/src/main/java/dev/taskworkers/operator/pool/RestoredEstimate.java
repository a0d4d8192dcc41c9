// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.Binding;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the status of a pool tells an operator that has just begun: without it each update of the
 * operator would have every pool guess how long a task takes.
 */
final class RestoredEstimate {
  private RestoredEstimate() {}

  static ServiceTimeEstimate learned(
      Pool pool, Optional<TaskWorkerPoolStatus> status, Instant now) {
    return status
        .map(TaskWorkerPoolStatus::estimate)
        .map(TaskWorkerPoolStatus.Estimate::taskDuration)
        .flatMap(RestoredEstimate::parse)
        .filter(task -> task.compareTo(pool.tasks().maxTimeout()) <= 0)
        .map(task -> ServiceTimeEstimate.earlier(task, pool.policy().workersReport(), now))
        .orElse(ServiceTimeEstimate.NOTHING);
  }

  /** When the operator before found that no pod was needed, because there was no task. */
  static Optional<Instant> emptyAt(TaskWorkerPoolStatus status) {
    return Optional.ofNullable(status.lastDecision())
        .filter(last -> Integer.valueOf(0).equals(last.to()))
        .filter(last -> isByDemand(last.reason()))
        .map(LastDecision::at)
        .flatMap(RestoredEstimate::time);
  }

  private static boolean isByDemand(String word) {
    return Arrays.stream(Reason.values())
        .anyMatch(one -> one.binding() == Binding.DEMAND && one.word().equals(word));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A status can be written by others, too. */
  private static Optional<Duration> parse(String duration) {
    try {
      return Optional.of(GoDuration.parse(duration, "status.estimate.taskDuration"));
    } catch (UsageException e) {
      return Optional.empty();
    }
  }
}
