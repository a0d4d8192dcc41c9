package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.BacklogState;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.runtime.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The status that follows from what was seen and decided. */
final class PoolStatus {
  private PoolStatus() {}

  /** Of a pool that can't be worked with, as {@code problem} says. */
  static TaskWorkerPoolStatus refused(
      TaskWorkerPool resource, String reason, String problem, Instant now) {
    var before = before(resource);
    var generation = resource.getMetadata().getGeneration();
    return new TaskWorkerPoolStatus(
        generation,
        before.replicas(),
        before.readyReplicas(),
        before.desiredReplicas(),
        before.selector(),
        before.backlog(),
        before.estimate(),
        before.lastDecision(),
        new Conditions(before.conditions(), generation, now)
            .set("Ready", false, reason, problem)
            .set("ScalingActive", false, reason, "Nothing is scaled until this is mended.")
            .list());
  }

  /** Of a pool that was looked at and decided on. */
  static TaskWorkerPoolStatus after(
      TaskWorkerPool resource,
      PoolObserver.Seen seen,
      Decision decision,
      Verdict subscription,
      LastDecision lastDecision,
      Instant now) {
    var before = before(resource);
    var generation = resource.getMetadata().getGeneration();
    return new TaskWorkerPoolStatus(
        generation,
        seen.pods().staying().size(),
        (int) seen.pods().staying().stream().filter(PoolPods.WorkerPod::ready).count(),
        decision.replicas(),
        Labels.POOL + "=" + resource.getMetadata().getName(),
        backlog(seen.observation().backlog()),
        estimate(decision.reckoning()),
        lastDecision,
        conditions(
                new Conditions(before.conditions(), generation, now), seen, decision, subscription)
            .list());
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
                    GoDuration.format(sample.oldestAge()),
                    sample.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    state))
        .orElseGet(() -> new TaskWorkerPoolStatus.Backlog(null, null, null, state));
  }

  private static TaskWorkerPoolStatus.Estimate estimate(Reckoning now) {
    return new TaskWorkerPoolStatus.Estimate(
        Math.round(now.waiting()),
        Math.round(now.inFlight()),
        String.format(Locale.ROOT, "%.1f/s", now.arrivalRate()),
        GoDuration.format(Duration.ofMillis(Math.round(now.taskSeconds() * 10) * 100)),
        word(now.evidence().arrivals()),
        word(now.evidence().service()));
  }

  private static String word(Enum<?> value) {
    return value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** The last decision stays until one changes the pods, or has another reason. */
  static LastDecision lastDecision(Optional<LastDecision> before, Decision decision, Instant now) {
    var word = decision.reason().word();
    if (!decision.changes() && before.filter(last -> word.equals(last.reason())).isPresent()) {
      return before.get();
    }
    return new LastDecision(
        now.truncatedTo(ChronoUnit.MILLIS).toString(),
        decision.from(),
        decision.replicas(),
        word,
        decision.message());
  }

  private static Conditions conditions(
      Conditions conditions, PoolObserver.Seen seen, Decision decision, Verdict subscription) {
    var reason = decision.reason();
    var fit = subscription.fit() != Verdict.Fit.NO;
    return conditions
        .set(
            "Ready",
            fit,
            fit ? "Ready" : subscription.reason(),
            fit ? "The pool follows its subscription." : subscription.message())
        .set(
            "ScalingActive",
            isActive(reason),
            isActive(reason) ? "Active" : reason.word(),
            decision.message())
        .set(
            "ScalingLimited",
            isLimit(reason),
            isLimit(reason) ? reason.word() : "NotLimited",
            isLimit(reason) ? decision.message() : "No limit holds the pool back.")
        .set(
            "BacklogKnown",
            seen.observation().backlog().state() == Backlog.State.FRESH,
            word(seen.observation().backlog().state()),
            seen.backlog().message())
        .set(
            "SubscriptionReady",
            switch (subscription.fit()) {
              case YES -> "True";
              case NO -> "False";
              case UNKNOWN -> "Unknown";
            },
            subscription.reason(),
            subscription.message())
        .set(
            "ArrivalsKnown",
            seen.arrivals().full(),
            seen.arrivals().reason(),
            seen.arrivals().message())
        .set(
            "TasksFailing",
            reason == Reason.TASKS_FAILING,
            reason == Reason.TASKS_FAILING ? "MostTasksFail" : "TasksSucceed",
            reason == Reason.TASKS_FAILING ? decision.message() : "Most tasks succeed.");
  }

  private static boolean isActive(Reason reason) {
    return switch (reason) {
      case PINNED, ADVISED, PAUSED, NO_SIGHT -> false;
      default -> true;
    };
  }

  private static boolean isLimit(Reason reason) {
    return switch (reason) {
      case MAXIMUM, MINIMUM, GROWTH_LIMIT, NO_ROOM, TASKS_FAILING -> true;
      default -> false;
    };
  }
}
