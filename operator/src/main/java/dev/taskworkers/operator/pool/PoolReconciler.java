package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.pool.deployment.DeploymentTemplate;
import dev.taskworkers.operator.pool.deployment.Labels;
import dev.taskworkers.operator.pool.observation.PoolMemories;
import dev.taskworkers.operator.pool.observation.PoolObserver;
import dev.taskworkers.operator.pool.roster.PoolPods;
import dev.taskworkers.operator.pool.roster.Roster;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.status.ApiWords;
import dev.taskworkers.operator.pool.status.PoolEvents;
import dev.taskworkers.operator.pool.status.PoolMetrics;
import dev.taskworkers.operator.pool.status.PoolStatus;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Policy;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Serving;
import dev.taskworkers.operator.workers.Workers;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Validates a pool, looks at it, decides, acts and reports; every tick, and when something moves.
 */
@ControllerConfiguration(name = "taskworkerpool")
public final class PoolReconciler implements Reconciler<TaskWorkerPool> {
  private final PoolValidation validation;
  private final Rivals rivals;
  private final PoolObserver observer;
  private final Workers workers;
  private final Autoscaler autoscaler = new Autoscaler();
  private final PoolWriter writer;
  private final PoolEvents events;
  private final PoolMetrics metrics;
  private final SimpleInboundEventSource<TaskWorkerPool> doorbell =
      new SimpleInboundEventSource<>("doorbell");
  private final PoolMemories memories = new PoolMemories();
  private final Clock clock;
  private final Duration tick;

  /**
   * A reconciler of all pools.
   *
   * @param tick how often a pool is decided on when nothing moves, in time of the wall
   */
  public PoolReconciler(
      OperatorConfig config,
      KubernetesClient kubernetes,
      BacklogSource backlog,
      ArrivalWatches arrivals,
      Workers workers,
      Preflight preflight,
      PoolMetrics metrics,
      Clock clock,
      Duration tick) {
    this.validation = new PoolValidation(config.project());
    this.rivals = new Rivals(validation);
    this.observer = new PoolObserver(backlog, arrivals, workers, preflight);
    this.workers = workers;
    this.writer = new PoolWriter(kubernetes, new DeploymentTemplate(config), workers);
    this.events = new PoolEvents(kubernetes);
    this.metrics = metrics;
    this.clock = clock;
    this.tick = tick;
  }

  @Override
  public UpdateControl<TaskWorkerPool> reconcile(
      TaskWorkerPool resource, Context<TaskWorkerPool> context) {
    var now = clock.instant();
    TaskWorkerPoolStatus status;
    try {
      status = follow(resource, context, now);
    } catch (UsageException e) {
      status = PoolStatus.refused(resource, "Invalid", e.getMessage(), now);
    } catch (KubernetesClientException e) {
      status = PoolStatus.refused(resource, "Refused", ApiWords.of(e), now);
    }
    return (status.equals(resource.getStatus())
            ? UpdateControl.<TaskWorkerPool>noUpdate()
            : UpdateControl.patchStatus(onlyStatus(resource, status)))
        .rescheduleAfter(tick);
  }

  private TaskWorkerPoolStatus follow(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Instant now) {
    var pool = validation.validate(resource);
    rivals.check(pool, resource, context);
    var deployment = context.getSecondaryResource(Deployment.class);
    var pods = PoolPods.of(context.getSecondaryResources(Pod.class));
    var memory = memories.of(pool, now);

    var ring = ResourceID.fromResource(resource);
    var seen =
        observer.observe(pool, () -> doorbell.propagateEvent(ring), deployment, pods, memory, now);
    var decision = autoscaler.decide(pool.policy(), seen.observation(), memory.memory(), now);
    memory.remember(decision.memory());
    if (pool.policy().action() == Policy.Action.CARRY_OUT) {
      var reported = decision.reckoning().evidence().service() == Serving.REPORTED;
      var roster = Roster.of(decision.replicas(), memory.hearing(reported, now), seen.crew());
      writer.apply(pool, deployment, seen.crew(), roster);
      memory.cordons().tell(roster, now);
      memory.applied(roster.replicas(), now);
      if (decision.changes()) {
        events.scaled(resource, decision, now);
      }
    }
    metrics.record(pool.namespace(), pool.name(), seen.observation(), decision);
    var last = PoolStatus.lastDecision(memory.lastDecision(), decision, now);
    memory.reported(last);
    return PoolStatus.after(resource, seen, decision, last, now);
  }

  /** Forgets the pools that are gone; called every few seconds. */
  public void sweep(Instant now) {
    for (var pool : memories.retire(now)) {
      workers.forget(pool.key());
      metrics.forget(pool.namespace(), pool.name());
    }
  }

  /** What nobody foresaw is said in the status, too; the pool is tried again for ever. */
  @Override
  public ErrorStatusUpdateControl<TaskWorkerPool> updateErrorStatus(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Exception problem) {
    var status =
        PoolStatus.refused(
            resource,
            "InternalError",
            "The operator failed in an unforeseen way (" + problem + "); see its log.",
            clock.instant());
    return status.equals(resource.getStatus())
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(onlyStatus(resource, status));
  }

  private static TaskWorkerPool onlyStatus(TaskWorkerPool resource, TaskWorkerPoolStatus status) {
    var patch = new TaskWorkerPool();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .build());
    patch.setStatus(status);
    return patch;
  }

  @Override
  public List<EventSource<?, TaskWorkerPool>> prepareEventSources(
      EventSourceContext<TaskWorkerPool> context) {
    var deployments =
        InformerEventSourceConfiguration.from(Deployment.class, TaskWorkerPool.class)
            .withLabelSelector(Labels.SELECTOR)
            .build();
    var pods =
        InformerEventSourceConfiguration.from(Pod.class, TaskWorkerPool.class)
            .withLabelSelector(Labels.SELECTOR)
            .withSecondaryToPrimaryMapper(PoolReconciler::poolOf)
            .build();
    return List.of(
        new InformerEventSource<>(deployments, context),
        new InformerEventSource<>(pods, context),
        doorbell);
  }

  private static Set<ResourceID> poolOf(Pod pod) {
    var name = pod.getMetadata().getLabels().get(Labels.POOL);
    return name == null ? Set.of() : Set.of(new ResourceID(name, pod.getMetadata().getNamespace()));
  }
}
