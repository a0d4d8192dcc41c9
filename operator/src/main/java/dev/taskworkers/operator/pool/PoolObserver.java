// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.google.common.collect.Sets;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.scaling.estimate.Estimator;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.arrivals.ArrivalSourceRequest;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import dev.taskworkers.operator.signals.workers.Reports;
import dev.taskworkers.operator.signals.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Gathers what is known of a pool at one moment. */
final class PoolObserver {
  /** As after {@code kubectl delete deployment --cascade=foreground}. */
  private static final String BEING_DELETED =
      "somebody deleted the pool's Deployment, and it goes when its last pod has ended. Then the"
          + " operator makes it anew.";

  private final Workers workers;

  PoolObserver(Workers workers) {
    this.workers = workers;
  }

  /**
   * The pool at {@code now}.
   *
   * @param subscription what the pool may know of its subscription
   */
  PoolSnapshot observe(
      PoolSources sources,
      CheckResult subscription,
      Optional<Deployment> deployment,
      PoolPods pods,
      PoolMemory memory,
      Instant now) {
    var pool = sources.pool();
    var reports =
        pool.policy().workersReport()
            ? workers.ask(memory.ledger(), pods.addresses(), now)
            : new Reports(Map.of(), Service.unreported(), Map.of(), Map.of());
    // Pods whose Deployment is not seen work all the same, and it is written to have them.
    var shown = deployment.map(PoolObserver::replicas).orElse(pods.staying().size());
    var replicas = memory.replicas(shown, now);
    var rollsOut = deployment.filter(PoolObserver::rollsOut).isPresent();
    var found = PodInventory.of(replicas, rollsOut, pods, memory.cordons(), reports.byPod(), now);
    var podsRefused = deployment.flatMap(PoolObserver::podsRefused);
    var inventory = podsRefused.isPresent() ? found.refused() : found;
    var desired = Math.max(0, memory.asked(shown) - inventory.finishing());
    var heard = heard(sources, subscription, inventory.active() == 0, now);
    // Monitoring shows what a foreign image's pods have done when they may be gone.
    var reported =
        pool.policy().workersReport()
            && reports.service().reporting() >= Estimator.ENOUGH_REPORTS * inventory.ready();
    sources
        .signals()
        .filter(signals -> !reported && !heard.arrivals().listening())
        .ifPresent(signals -> signals.backlog().wantAcknowledged(now));
    var known =
        sources
            .signals()
            .map(signals -> signals.backlog().latest(now))
            .orElse(KnownBacklog.NOT_ASKED);
    return new PoolSnapshot(
        inventory,
        subscription,
        // Nor is a topic asked about for a pool that may know nothing of its subscription.
        sources
            .deadLetterTopic()
            .filter(topic -> sources.signals().isPresent())
            .map(
                topic ->
                    pool.deadLetterTopic()
                        .flatMap(subscription::loopThrough)
                        .orElseGet(() -> topic.verdict(pool.namespace(), now))),
        heard,
        known,
        reporting(pool, inventory, reports, memory, now),
        pods.foreign(),
        reports.doubted(),
        podsRefused,
        memory.competingAutoscaler().at(deployment, now),
        new Observation(
            counts(desired, inventory, memory, now),
            known.backlog(),
            arrivals(heard, known),
            reports.service()));
  }

  /**
   * Where the backlog alone tells of tasks, one region that has some is enough to know that there
   * is one: the sum of all regions may take minutes more.
   */
  private static Arrivals arrivals(ArrivalObservation heard, KnownBacklog known) {
    var arrivals = heard.arrivals();
    return heard.fromBacklogAlone()
        ? arrivals.noticing(arrivals.noticed().or(known::held))
        : arrivals;
  }

  private static Optional<ReportingSummary> reporting(
      Pool pool, PodInventory inventory, Reports reports, PoolMemory memory, Instant now) {
    // Whose report is left out has answered all the same.
    var heard = Sets.union(reports.byPod().keySet(), reports.doubted().keySet());
    return pool.policy().workersReport()
        ? Optional.of(
            memory.reportingWatch().at(inventory.staying(), heard, reports.refusing(), now))
        : Optional.empty();
  }

  /**
   * A doorbell is made and a task is pulled only for a pool that is scaled. What a pool had before
   * is taken down.
   */
  private static ArrivalObservation heard(
      PoolSources sources, CheckResult subscription, boolean isEmpty, Instant now) {
    var signals = sources.signals();
    if (signals.isEmpty()) {
      return ArrivalObservation.unknown(subscription.reason(), KnownBacklog.NOT_ASKED.message());
    }
    var watch = signals.get().arrivals();
    if (subscription.forbidsPulling()) {
      return watch.pause(subscription.reason(), "The subscription can't be pulled.");
    }
    return switch (sources.pool().policy().action()) {
      case ADVISE ->
          watch.pause(
              "Advise", "With spec.mode: Advise no doorbell is made, and nothing is pulled.");
      case PAUSE ->
          watch.pause(
              "Paused", "With spec.mode: Paused no doorbell is made, and nothing is pulled.");
      case CARRY_OUT, KEEP ->
          watch.heard(
              new ArrivalSourceRequest(subscription.source(), sources.pool().arrivals()),
              isEmpty,
              now);
    };
  }

  private static int replicas(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
  }

  private static boolean rollsOut(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus())
        .filter(status -> number(status.getUpdatedReplicas()) < number(status.getReplicas()))
        .isPresent();
  }

  private static int number(Integer count) {
    return count == null ? 0 : count;
  }

  /** A quota that is exceeded, or an admission that refuses, shows here and nowhere else. */
  private static Optional<String> podsRefused(Deployment deployment) {
    return deployment.getMetadata().getDeletionTimestamp() == null
        ? replicaFailure(deployment)
        : Optional.of(BEING_DELETED);
  }

  private static Optional<String> replicaFailure(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .map(DeploymentCondition::getMessage)
        .findFirst();
  }

  private static Pods counts(int desired, PodInventory inventory, PoolMemory memory, Instant now) {
    var unschedulable = inventory.staying().stream().filter(WorkerPod::unschedulable).toList();
    return new Pods(
        desired,
        Math.min(inventory.ready(), desired),
        Math.max(0, desired - inventory.ready()),
        unschedulable.size(),
        memory.timesToReady(),
        unschedulable.stream()
            .flatMap(pod -> pod.unschedulableSince().stream())
            .map(since -> Duration.between(since, now))
            .filter(duration -> !duration.isNegative())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO));
  }
}
