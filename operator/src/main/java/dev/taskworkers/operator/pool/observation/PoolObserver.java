package dev.taskworkers.operator.pool.observation;

import dev.taskworkers.operator.arrivals.ArrivalWatch;
import dev.taskworkers.operator.arrivals.Heard;
import dev.taskworkers.operator.arrivals.Wanted;
import dev.taskworkers.operator.arrivals.doorbell.subscription.Source;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.roster.PoolPods;
import dev.taskworkers.operator.pool.roster.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Gathers what is known of a pool at one moment. */
public final class PoolObserver {
  private final Workers workers;

  public PoolObserver(Workers workers) {
    this.workers = workers;
  }

  /** The pool at {@code now}. */
  public Seen observe(
      PoolSources sources,
      Optional<Deployment> deployment,
      PoolPods pods,
      PoolMemory memory,
      Instant now) {
    var pool = sources.pool();
    var reports =
        pool.policy().workersReport()
            ? workers.ask(memory.ledger(), pods.addresses(), now)
            : new Workers.Reports(Map.of(), Service.unreported());
    var replicas = memory.replicas(deployment.map(PoolObserver::replicas).orElse(0), now);
    var crew = Crew.of(replicas, pods, memory.cordons(), reports.byPod(), now);
    var subscription = sources.subscription().check().verdict(now);
    var heard = heard(sources, subscription, crew.active() == 0, now);
    var known = sources.subscription().backlog().latest(now);
    return new Seen(
        crew,
        subscription,
        sources.deadLetterTopic().map(topic -> topic.verdict(now)),
        heard,
        known,
        voices(pool, crew, reports, memory, now),
        deployment.flatMap(PoolObserver::podsRefused),
        memory.contest().at(deployment, now),
        new Observation(
            counts(crew, memory, now), known.backlog(), heard.arrivals(), reports.service()));
  }

  private static Optional<Voices> voices(
      Pool pool, Crew crew, Workers.Reports reports, PoolMemory memory, Instant now) {
    return pool.policy().workersReport()
        ? Optional.of(memory.audibility().at(crew.staying(), reports.byPod().keySet(), now))
        : Optional.empty();
  }

  /**
   * A doorbell is made and a task is pulled only for a pool that is scaled. What a pool had before
   * is taken down.
   */
  private static Heard heard(
      PoolSources sources, Verdict subscription, boolean isEmpty, Instant now) {
    var watch = sources.subscription().arrivals();
    if (subscription.forbidsPulling()) {
      return unwatched(watch, subscription.reason(), "The subscription can't be pulled.");
    }
    return switch (sources.pool().policy().action()) {
      case ADVISE ->
          unwatched(
              watch,
              "Advise",
              "With spec.mode: Advise no doorbell is made, and nothing is pulled.");
      case PAUSE ->
          unwatched(
              watch,
              "Paused",
              "With spec.mode: Paused no doorbell is made, and nothing is pulled.");
      case CARRY_OUT, KEEP ->
          watch.heard(
              new Wanted(
                  new Source(
                      subscription.topic(), subscription.filter(), subscription.transforms()),
                  sources.pool().arrivals()),
              isEmpty,
              now);
    };
  }

  private static Heard unwatched(ArrivalWatch watch, String reason, String why) {
    watch.pause();
    return new Heard(
        Arrivals.notCounted(), false, reason, "New tasks are known from Monitoring alone. " + why);
  }

  private static int replicas(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
  }

  /** A quota that is exceeded, or an admission that refuses, shows here and nowhere else. */
  private static Optional<String> podsRefused(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
        .map(DeploymentCondition::getMessage)
        .findFirst();
  }

  private static Pods counts(Crew crew, PoolMemory memory, Instant now) {
    var unschedulable = crew.staying().stream().filter(WorkerPod::unschedulable).toList();
    return new Pods(
        crew.active(),
        Math.min(crew.ready(), crew.active()),
        Math.max(0, crew.active() - crew.ready()),
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
