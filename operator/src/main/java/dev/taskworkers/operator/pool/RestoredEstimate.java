// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the status of a pool tells an operator that has just begun: without it each update of the
 * operator would have every pool guess how long a task takes.
 */
final class RestoredEstimate {
  /** Counts reach back further, so that nothing of the time since is taken for known. */
  private static final Duration PROOF_HOLDS = Duration.ofMinutes(5);

  /** Every task was counted, and none is left. */
  private static final Predicate<TaskWorkerPoolStatus.Estimate> COUNTED =
      last ->
          Conditions.word(Arriving.COUNTED).equals(last.arrivals())
              && Long.valueOf(0).equals(last.waiting())
              && Long.valueOf(0).equals(last.inFlight());

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

  /**
   * When the operator before found lately that no pod was needed, if since then it has counted no
   * task that is not done. A time that is yet to come was written with another clock, and says
   * nothing.
   */
  static Optional<Instant> emptyAt(TaskWorkerPoolStatus status, Instant now) {
    return Optional.ofNullable(status.lastDecision())
        .filter(last -> Integer.valueOf(0).equals(last.to()))
        .filter(last -> Optional.ofNullable(status.estimate()).filter(COUNTED).isPresent())
        .map(LastDecision::at)
        .flatMap(RestoredEstimate::time)
        .filter(at -> !at.isAfter(now) && !at.isBefore(now.minus(PROOF_HOLDS)));
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
