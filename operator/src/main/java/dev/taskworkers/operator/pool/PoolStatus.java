// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.BacklogState;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.protocol.GoDuration;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status that follows from what was seen and decided. */
public final class PoolStatus {
  private PoolStatus() {}

  /**
   * Of a pool that can't be worked with, as {@code problem} says: the pods that it has, and nothing
   * that would have to be estimated anew.
   */
  public static TaskWorkerPoolStatus refused(
      TaskWorkerPool resource, PoolPods pods, String reason, String problem, Instant now) {
    var before = before(resource);
    var generation = resource.getMetadata().getGeneration();
    var conditions = new Conditions(before.conditions(), generation, now);
    return new TaskWorkerPoolStatus(
        generation,
        pods.staying().size(),
        ready(pods.staying()),
        before.desiredReplicas(),
        selector(resource),
        null,
        Optional.ofNullable(before.estimate()).map(PoolStatus::learned).orElse(null),
        before.lastDecision(),
        PoolConditions.refused(conditions, reason, problem).list());
  }

  /**
   * Of a pool that was looked at and decided on.
   *
   * @param workerPort where its workers answer
   */
  public static TaskWorkerPoolStatus after(
      TaskWorkerPool resource,
      PoolSnapshot seen,
      Decision decision,
      LastDecision lastDecision,
      int workerPort,
      Instant now) {
    var before = before(resource);
    var generation = resource.getMetadata().getGeneration();
    var conditions = new Conditions(before.conditions(), generation, now);
    return new TaskWorkerPoolStatus(
        generation,
        seen.inventory().staying().size(),
        ready(seen.inventory().staying()),
        decision.replicas(),
        selector(resource),
        backlog(seen.backlog().backlog()),
        estimate(decision.estimate()),
        lastDecision,
        PoolConditions.after(conditions, seen, decision, workerPort, now).list());
  }

  private static int ready(List<WorkerPod> pods) {
    return (int) pods.stream().filter(WorkerPod::ready).count();
  }

  private static String selector(TaskWorkerPool resource) {
    return ClusterNames.POOL + "=" + resource.getMetadata().getName();
  }

  /** How long a task takes stays true, and the next operator begins with it. */
  private static TaskWorkerPoolStatus.Estimate learned(TaskWorkerPoolStatus.Estimate before) {
    return new TaskWorkerPoolStatus.Estimate(null, null, null, before.taskDuration(), null, null);
  }

  private static TaskWorkerPoolStatus before(TaskWorkerPool resource) {
    return Optional.ofNullable(resource.getStatus())
        .orElseGet(
            () -> new TaskWorkerPoolStatus(null, null, null, null, null, null, null, null, null));
  }

  private static TaskWorkerPoolStatus.Backlog backlog(Backlog backlog) {
    var state =
        switch (backlog.state()) {
          case FRESH -> BacklogState.Fresh;
          case STALE -> BacklogState.Stale;
          case MISSING -> BacklogState.Missing;
          case ERROR -> BacklogState.Error;
        };
    return backlog
        .newest()
        .map(
            sample ->
                new TaskWorkerPoolStatus.Backlog(
                    sample.undelivered(),
                    GoDuration.format(oldestAge(backlog, sample)),
                    sample.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    state))
        .orElseGet(() -> new TaskWorkerPoolStatus.Backlog(null, null, null, state));
  }

  /** The last one that is known: ages are asked for more rarely than counts. */
  private static Duration oldestAge(Backlog backlog, Sample newest) {
    return newest.undelivered() == 0
        ? Duration.ZERO
        : backlog.samples().stream()
            .map(Sample::oldestAge)
            .filter(age -> !age.isZero())
            .reduce(newest.oldestAge(), (earlier, later) -> later);
  }

  private static TaskWorkerPoolStatus.Estimate estimate(Estimate now) {
    return new TaskWorkerPoolStatus.Estimate(
        Math.round(now.waiting()),
        Math.round(now.running()),
        String.format(Locale.ROOT, "%.1f/s", now.arrivalRate()),
        now.measured() ? duration(now.taskSeconds()) : null,
        Conditions.word(now.evidence().arrivals()),
        Conditions.word(now.evidence().service()));
  }

  /** To a tenth of a second, and where that says little, to the millisecond. */
  private static String duration(double seconds) {
    var unit = seconds < 1 ? 1 : 100;
    return GoDuration.format(Duration.ofMillis(Math.round(1000 * seconds / unit) * unit));
  }

  /** Whether the pool's condition Ready is True. */
  public static boolean isReady(TaskWorkerPoolStatus status) {
    return ConditionType.READY.is("True", status);
  }

  /** Why the pool's condition Ready is False; empty while it is not. */
  static Optional<String> problem(TaskWorkerPoolStatus status) {
    return ConditionType.READY
        .in(status)
        .filter(ready -> ready.getStatus().equals("False"))
        .map(Condition::getMessage);
  }

  /**
   * Whether a decision asks for another number of pods than the last one did. Until the pods have
   * followed, which may take hours where tasks are long, each decision differs from what there is.
   */
  public static boolean isNews(Optional<LastDecision> before, Decision decision) {
    return before
        .map(LastDecision::to)
        .map(target -> target != decision.replicas())
        .orElse(decision.changes());
  }

  /** The last decision stays until one asks for another number of pods, or has another reason. */
  public static LastDecision lastDecision(
      Optional<LastDecision> before, Decision decision, Instant now) {
    var word = decision.reason().word();
    if (!isNews(before, decision)
        && before.filter(last -> word.equals(last.reason())).isPresent()) {
      return before.get();
    }
    return new LastDecision(
        now.truncatedTo(ChronoUnit.MILLIS).toString(),
        decision.from(),
        decision.replicas(),
        word,
        decision.message());
  }
}
