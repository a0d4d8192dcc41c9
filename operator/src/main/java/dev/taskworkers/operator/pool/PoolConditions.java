// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Explanation;
import dev.taskworkers.operator.scaling.Failures;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.Standing;
import dev.taskworkers.operator.scaling.estimate.CrossCheck;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The conditions that follow from what was seen and decided. */
final class PoolConditions {
  /** Where HorizontalPodAutoscalers are carried out. */
  private static final String AUTOSCALERS = "kube-controller-manager";

  private PoolConditions() {}

  /** Why a pool is refused that only another spec can help. */
  static final String INVALID = "Invalid";

  /** Of a pool that can't be worked with, as {@code problem} says. */
  static Conditions refused(Conditions conditions, String reason, String problem) {
    conditions
        .set(ConditionType.READY, false, reason, problem)
        .set(
            ConditionType.SCALING_ACTIVE,
            false,
            reason,
            "Scaling is suspended until this is fixed.");
    // Tools that wait for Ready give up at once where this is True.
    return reason.equals(INVALID)
        ? conditions.set(ConditionType.STALLED, true, reason, problem)
        : conditions;
  }

  /**
   * Of a pool that was looked at and decided on at {@code now}.
   *
   * @param workerPort where its workers answer
   */
  static Conditions after(
      Conditions conditions, PoolSnapshot seen, Decision decision, int workerPort, Instant now) {
    ready(conditions, seen, decision);
    scaling(conditions, decision);
    seen.competingAutoscaler()
        .filter(who -> isCarriedOut(decision))
        .ifPresent(
            who ->
                conditions.set(
                    ConditionType.REPLICAS_CONTESTED,
                    true,
                    "AnotherWriter",
                    who
                        + CompetingAutoscaler.SETS
                        + (who.equals(AUTOSCALERS)
                            ? ", so it probably has a HorizontalPodAutoscaler: delete that"
                            : "")
                        + ". The operator sets them back; pin the pool instead, with 'kubectl scale"
                        + " taskworkerpool'."));
    foreignPods(conditions, seen.foreignPods());
    doubted(conditions, new TreeMap<>(seen.doubtedReports()));
    PodTroubles.of(seen.inventory(), now).tell(conditions);
    seen.reporting()
        .ifPresent(
            reporting -> {
              tasks(conditions, Failures.in(decision.memory().track().history(), now), reporting);
              workers(conditions, reporting, workerPort);
            });
    backlog(conditions, seen, decision);
    subscription(conditions, seen);
    seen.deadLetterTopic()
        .ifPresent(verdict -> set(conditions, ConditionType.DEAD_LETTER_READY, verdict));
    return arrivals(conditions, seen, decision.memory().track().crossCheck());
  }

  /** In other modes the Deployment keeps the number that others give it. */
  private static boolean isCarriedOut(Decision decision) {
    return decision.reason() != Reason.PAUSED && decision.reason() != Reason.ADVISED;
  }

  private static void foreignPods(Conditions conditions, List<String> foreign) {
    if (!foreign.isEmpty()) {
      conditions.set(
          ConditionType.FOREIGN_PODS,
          true,
          "LabelOnly",
          "The pool's label is on "
              + (foreign.size() == 1
                  ? "pod " + foreign.get(0) + ", which no ReplicaSet"
                  : foreign.size() + " pods, such as " + foreign.get(0) + ", that no ReplicaSet")
              + " of the pool's Deployment has made. The operator neither asks nor counts them;"
              + " find out who made them, and delete them.");
    }
  }

  private static void doubted(Conditions conditions, SortedMap<String, String> doubted) {
    if (!doubted.isEmpty()) {
      var first = doubted.firstKey();
      conditions.set(
          ConditionType.REPORTS_DOUBTED,
          true,
          "Impossible",
          "The operator leaves out "
              + (doubted.size() == 1
                  ? "a pod's report"
                  : "the reports of " + doubted.size() + " pods")
              + " that can't be true: "
              + first
              + " says that it "
              + doubted.get(first)
              + ". Find out what answers on the worker's port there.");
    }
  }

  private static void backlog(Conditions conditions, PoolSnapshot seen, Decision decision) {
    var known = seen.backlog();
    if (known.equals(KnownBacklog.NOT_ASKED)) {
      conditions.set(
          ConditionType.BACKLOG_KNOWN, "Unknown", seen.subscription().reason(), known.message());
    } else if (Quiet.is(seen, decision)) {
      conditions.set(
          ConditionType.BACKLOG_KNOWN,
          "Unknown",
          "Quiet",
          "Cloud Monitoring shows no new samples, as usual while a subscription is quiet, and no"
              + " other signal shows tasks.");
    } else {
      conditions.set(
          ConditionType.BACKLOG_KNOWN,
          known(known.backlog().state() == Backlog.State.FRESH, seen),
          Conditions.word(known.backlog().state()),
          known.message());
    }
  }

  private static void ready(Conditions conditions, PoolSnapshot seen, Decision decision) {
    var subscription = seen.subscription();
    if (subscription.fit() == CheckResult.Fit.NO) {
      conditions.set(ConditionType.READY, false, subscription.reason(), subscription.message());
    } else if (seen.loop().isPresent()) {
      set(conditions, ConditionType.READY, seen.loop().get());
    } else if (seen.podsRefused().isPresent()) {
      conditions.set(
          ConditionType.READY,
          false,
          "ReplicaFailure",
          "Kubernetes creates no more pods: " + seen.podsRefused().get());
    } else if (subscription.isUnanswered() && !conditions.isStill(ConditionType.READY, "True")) {
      // Who waits for Ready waits for what Pub/Sub says; a new leader's first look changes nothing.
      conditions.set(ConditionType.READY, "Unknown", subscription.reason(), subscription.message());
    } else {
      conditions.set(
          ConditionType.READY,
          true,
          "Ready",
          decision.reason().standing() == Standing.INACTIVE
              ? "The pool can work, but the operator doesn't scale it; ScalingActive says why."
              : "The pool follows its subscription.");
    }
  }

  private static void scaling(Conditions conditions, Decision decision) {
    var reason = decision.reason();
    var standing = reason.standing();
    var active = standing != Standing.INACTIVE;
    var limited = standing == Standing.LIMITED;
    var message = decision.message();
    conditions
        .set(ConditionType.SCALING_ACTIVE, active, active ? "Active" : reason.word(), message)
        .set(
            ConditionType.SCALING_LIMITED,
            limited,
            limited ? reason.word() : "NotLimited",
            limited ? message : "No limit sets the number of pods.");
  }

  private static void tasks(Conditions conditions, Failures failures, ReportingSummary reporting) {
    if (failures.isTelling()) {
      var most = failures.areMost();
      conditions.set(
          ConditionType.TASKS_FAILING,
          most,
          most ? "MostTasksFail" : "TasksSucceed",
          most ? Explanation.failed(failures) + "." : "Most tasks succeed.");
    } else if (!reporting.silent().isEmpty()) {
      conditions.set(
          ConditionType.TASKS_FAILING,
          "Unknown",
          "NotHeard",
          "The operator can't hear the workers that count failures.");
    } else {
      conditions.set(
          ConditionType.TASKS_FAILING,
          false,
          "FewTasks",
          "Too few tasks ended in the last minutes to tell.");
    }
  }

  private static void workers(Conditions conditions, ReportingSummary reporting, int workerPort) {
    var answer =
        reporting.heard() + " of " + reporting.ready() + " ready workers have answered recently";
    if (reporting.ready() == 0) {
      conditions.set(ConditionType.WORKERS_HEARD, "Unknown", "NoReadyPods", "No pod is ready.");
    } else if (!reporting.silent().isEmpty()) {
      conditions.set(
          ConditionType.WORKERS_HEARD,
          false,
          "NoAnswer",
          answer
              + "; "
              + reporting.silent().get(0)
              + (reporting.silent().size() == 1
                  ? " has"
                  : " and " + (reporting.silent().size() - 1) + " more have")
              + " been silent for a minute or longer. Let the operator's pods reach port "
              + workerPort
              + " of"
              + " the pool's pods: look for a NetworkPolicy, and for a service mesh that requires"
              + " mutual TLS on that port.");
    } else if (!reporting.refusing().isEmpty()) {
      ordersRefused(conditions, new TreeMap<>(reporting.refusing()));
    } else if (reporting.heard() == 0) {
      conditions.set(
          ConditionType.WORKERS_HEARD,
          "Unknown",
          "Listening",
          "The operator asked the workers a moment ago.");
    } else {
      conditions.set(ConditionType.WORKERS_HEARD, true, "Heard", answer + ".");
    }
  }

  private static void ordersRefused(Conditions conditions, SortedMap<String, String> refusing) {
    var first = refusing.firstKey();
    conditions.set(
        ConditionType.WORKERS_HEARD,
        false,
        "OrdersRefused",
        (refusing.size() == 1
                ? "Worker " + first + " has"
                : refusing.size() + " workers, such as " + first + ", have")
            + " refused the operator's orders for minutes, so the pool may not become smaller. It"
            + " says: '"
            + refusing.get(first)
            + "' Compare the clocks of the nodes. If they agree, run 'kubectl rollout restart' on"
            + " the pool's Deployment: its new pods have the present keys.");
  }

  private static Conditions arrivals(Conditions conditions, PoolSnapshot seen, CrossCheck check) {
    var arrivals = seen.arrivals();
    return arrivals.full() && check.distrusts()
        ? conditions.set(
            ConditionType.ARRIVALS_KNOWN,
            false,
            "Disagrees",
            "Workers have started more tasks than the doorbell has counted, so it does not hear"
                + " all of them. Until both have agreed for 5 min, the operator takes arrivals from"
                + " what workers start. Check whether another operator listens to the same"
                + " doorbell, and whether the topic was deleted and created again.")
        : conditions.set(
            ConditionType.ARRIVALS_KNOWN,
            // Nothing is asked for before Pub/Sub has said that the namespace may.
            arrivals.reason().equals(seen.subscription().reason())
                ? "Unknown"
                : known(arrivals.full(), seen),
            arrivals.reason(),
            arrivals.message());
  }

  /** What a pool lacks that can't be pulled is no fault of its own. */
  private static String known(boolean known, PoolSnapshot seen) {
    return known ? "True" : seen.subscription().forbidsPulling() ? "Unknown" : "False";
  }

  /** What foreign workers do with deliveries is not known; ours give some back. */
  private static void subscription(Conditions conditions, PoolSnapshot seen) {
    var found = seen.subscription();
    if (found.fit() != CheckResult.Fit.YES || seen.reporting().isEmpty()) {
      set(conditions, ConditionType.SUBSCRIPTION_READY, found);
    } else if (found.fewDeliveries().isPresent()) {
      conditions.set(
          ConditionType.SUBSCRIPTION_READY,
          true,
          "FewDeliveries",
          found.message() + " " + found.fewDeliveries().get());
    } else if (found.retryPolicy().isPresent()) {
      conditions.set(
          ConditionType.SUBSCRIPTION_READY,
          true,
          "DelaysRedeliveries",
          found.message() + " " + found.retryPolicy().get());
    } else {
      set(conditions, ConditionType.SUBSCRIPTION_READY, found);
    }
  }

  private static void set(Conditions conditions, ConditionType type, CheckResult verdict) {
    var status =
        switch (verdict.fit()) {
          case YES -> "True";
          case NO -> "False";
          case UNKNOWN -> "Unknown";
        };
    conditions.set(type, status, verdict.reason(), verdict.message());
  }
}
