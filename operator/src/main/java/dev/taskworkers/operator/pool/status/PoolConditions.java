package dev.taskworkers.operator.pool.status;

import dev.taskworkers.operator.pool.observation.Seen;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.steps.Reason;

/** The conditions that follow from what was seen and decided. */
final class PoolConditions {
  private PoolConditions() {}

  /** Of a pool that can't be worked with, as {@code problem} says. */
  static Conditions refused(Conditions conditions, String reason, String problem) {
    return conditions
        .set("Ready", false, reason, problem)
        .set("ScalingActive", false, reason, "Nothing is scaled until this is mended.");
  }

  /** Of a pool that was looked at and decided on. */
  static Conditions after(Conditions conditions, Seen seen, Decision decision) {
    ready(conditions, seen);
    scaling(conditions, decision);
    conditions.set(
        "BacklogKnown",
        seen.backlog().backlog().state() == Backlog.State.FRESH,
        Conditions.word(seen.backlog().backlog().state()),
        seen.backlog().message());
    set(conditions, "SubscriptionReady", seen.subscription());
    seen.deadLetterTopic().ifPresent(verdict -> set(conditions, "DeadLetterReady", verdict));
    return conditions.set(
        "ArrivalsKnown",
        seen.arrivals().full(),
        seen.arrivals().reason(),
        seen.arrivals().message());
  }

  private static void ready(Conditions conditions, Seen seen) {
    var subscription = seen.subscription();
    if (subscription.fit() == Verdict.Fit.NO) {
      conditions.set("Ready", false, subscription.reason(), subscription.message());
    } else if (seen.podsRefused().isPresent()) {
      conditions.set(
          "Ready",
          false,
          "ReplicaFailure",
          "Kubernetes creates no more pods: " + seen.podsRefused().get());
    } else {
      conditions.set("Ready", true, "Ready", "The pool follows its subscription.");
    }
  }

  private static void scaling(Conditions conditions, Decision decision) {
    var reason = decision.reason();
    var active = isActive(reason);
    var limited = isLimit(reason);
    var failing = reason == Reason.TASKS_FAILING;
    conditions
        .set("ScalingActive", active, active ? "Active" : reason.word(), decision.message())
        .set(
            "ScalingLimited",
            limited,
            limited ? reason.word() : "NotLimited",
            limited ? decision.message() : "No limit holds the pool back.")
        .set(
            "TasksFailing",
            failing,
            failing ? "MostTasksFail" : "TasksSucceed",
            failing ? decision.message() : "Most tasks succeed.");
  }

  private static void set(Conditions conditions, String type, Verdict verdict) {
    var status =
        switch (verdict.fit()) {
          case YES -> "True";
          case NO -> "False";
          case UNKNOWN -> "Unknown";
        };
    conditions.set(type, status, verdict.reason(), verdict.message());
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
