package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.pool.observation.PoolMemories;
import dev.taskworkers.operator.pool.observation.PoolObserver;
import dev.taskworkers.operator.pool.roster.Replacement;
import dev.taskworkers.operator.pool.roster.Roster;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.ReadPools;
import dev.taskworkers.operator.pool.status.PoolEvents;
import dev.taskworkers.operator.pool.status.PoolMetrics;
import dev.taskworkers.operator.pool.status.PoolStatus;
import dev.taskworkers.operator.pool.writing.PoolWriter;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.records.DecisionRecord;
import dev.taskworkers.operator.records.DecisionRecords;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.policy.Policy;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Serving;
import dev.taskworkers.operator.workers.Workers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Optional;

/** Lets a pool follow its subscription: validates it, looks at it, decides, acts and reports. */
final class PoolFollower {
  private final ReadPools pools;
  private final Rivals rivals;
  private final PoolObserver observer;
  private final Workers workers;
  private final Autoscaler autoscaler = new Autoscaler();
  private final PoolWriter writer;
  private final PoolEvents events;
  private final PoolMetrics metrics;
  private final PoolMemories memories = new PoolMemories();
  private final DecisionRecords records;
  private final PoolWatches watches;

  PoolFollower(
      OperatorConfig config,
      ReadPools pools,
      Rivals rivals,
      KubernetesClient kubernetes,
      BacklogSource backlog,
      ArrivalWatches arrivals,
      Workers workers,
      Preflight preflight,
      PoolMetrics metrics,
      DecisionRecords records,
      PoolWatches watches) {
    this.pools = pools;
    this.rivals = rivals;
    this.observer = new PoolObserver(backlog, arrivals, workers, preflight);
    this.workers = workers;
    this.writer = new PoolWriter(kubernetes, config, workers);
    this.events = new PoolEvents(kubernetes);
    this.metrics = metrics;
    this.records = records;
    this.watches = watches;
  }

  /**
   * One look at a pool, and what follows from it.
   *
   * @throws dev.taskworkers.runtime.UsageException when its author must mend it
   */
  TaskWorkerPoolStatus follow(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Instant now) {
    var pool = pools.read(resource, now);
    rivals.check(pool, resource, context, now);
    var deployment = watches.deploymentOf(resource);
    var memory = memories.of(pool, Optional.ofNullable(resource.getStatus()), now);
    var pods = memory.read(watches.podsOf(resource));

    var ring = ResourceID.fromResource(resource);
    var seen = observer.observe(pool, () -> watches.ring(ring), deployment, pods, memory, now);
    // A new pool runs nothing before Pub/Sub has said whether there is something to pull.
    var early = deployment.isEmpty() && seen.subscription().isPending();
    var policy = policy(pool, early || seen.subscription().forbidsPulling(), now);
    var before = memory.memory();
    var decision = autoscaler.decide(policy, seen.observation(), before, now);
    memory.remember(decision.memory());
    metrics.record(
        pool.namespace(), pool.name(), new PoolMetrics.Look(policy, seen, decision, now));
    var carriedOut = pool.policy().action() == Policy.Action.CARRY_OUT && !early;
    if (carriedOut) {
      var reported = decision.reckoning().evidence().service() == Serving.REPORTED;
      var roster =
          Roster.of(
                  decision.replicas(),
                  memory.hearing(pool.policy().workersReport(), reported, now),
                  seen.crew())
              .replacing(Replacement.of(seen.crew(), memory.cordons(), now));
      // Told first: if a write fails half-way, the next look must not take old reports for news.
      memory.cordons().tell(roster, now);
      writer.apply(pool, deployment, seen.crew(), roster, now);
      memory.applied(roster.replicas(), now);
    }
    var earlier = memory.lastDecision().or(() -> lastDecision(resource));
    var news = PoolStatus.isNews(earlier, decision);
    if (news) {
      metrics.count(pool.namespace(), pool.name(), decision);
      records.add(DecisionRecord.of(pool.key(), policy, seen.observation(), before, decision, now));
      if (carriedOut) {
        events.scaled(pool, decision, now);
      }
    }
    var last = PoolStatus.lastDecision(earlier, decision, now);
    memory.reported(last);
    return PoolStatus.after(resource, seen, decision, last, now);
  }

  private static Policy policy(Pool pool, boolean keeping, Instant now) {
    var policy = pool.policyAt(now);
    return keeping ? policy.keeping() : policy;
  }

  /** As the operator before this one has left it. */
  private static Optional<LastDecision> lastDecision(TaskWorkerPool resource) {
    return Optional.ofNullable(resource.getStatus()).map(TaskWorkerPoolStatus::lastDecision);
  }

  /** How many there are. */
  int pools() {
    return memories.size();
  }

  /** Forgets the pools that are gone. */
  void sweep(Instant now) {
    pools.sweep(now);
    for (var pool : memories.retire(now)) {
      workers.forget(pool.uid());
      writer.forget(pool);
      // Another one may have been made under its name meanwhile.
      if (!memories.knows(pool.key())) {
        metrics.forget(pool.namespace(), pool.name());
        records.forget(pool.key());
      }
    }
  }
}
