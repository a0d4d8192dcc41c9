// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
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

  /** A status can be written by others, too. */
  private static Optional<Duration> parse(String duration) {
    try {
      return Optional.of(GoDuration.parse(duration, "status.estimate.taskDuration"));
    } catch (UsageException e) {
      return Optional.empty();
    }
  }
}
