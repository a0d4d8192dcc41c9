package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.arrivals.ArrivalWatches;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pool.spec.ReadPools;
import dev.taskworkers.operator.pool.status.ApiWords;
import dev.taskworkers.operator.pool.status.PoolMetrics;
import dev.taskworkers.operator.pool.status.PoolStatus;
import dev.taskworkers.operator.pool.status.StatusPace;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.records.DecisionRecords;
import dev.taskworkers.operator.workers.Workers;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Looks at each pool every tick and when something moves, and writes its status if it changed. */
@ControllerConfiguration(name = "taskworkerpool")
public final class PoolReconciler implements Reconciler<TaskWorkerPool> {
  /** What is asked about a new pool is answered by this part of a tick. */
  private static final int SOON = 10;

  private final PoolWatches watches = new PoolWatches();
  private final Rivals rivals;
  private final StatusPace pace = new StatusPace();
  private final PoolFollower follower;
  private final PoolMetrics metrics;
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
      DecisionRecords records,
      Clock clock,
      Duration tick) {
    var validation = new PoolValidation(config.project());
    var pools = new ReadPools(validation);
    this.rivals = new Rivals(validation, pools);
    this.follower =
        new PoolFollower(
            config,
            pools,
            rivals,
            kubernetes,
            backlog,
            arrivals,
            workers,
            preflight,
            metrics,
            records,
            watches);
    this.metrics = metrics;
    this.clock = clock;
    this.tick = tick;
  }

  @Override
  public UpdateControl<TaskWorkerPool> reconcile(
      TaskWorkerPool resource, Context<TaskWorkerPool> context) {
    var now = clock.instant();
    var status = look(resource, context, now);
    recordReady(resource, status, now);
    var uid = resource.getMetadata().getUid();
    return (pace.isDue(uid, resource.getStatus(), status, follower.pools(), now)
            ? UpdateControl.patchStatus(onlyStatus(resource, status))
            : UpdateControl.<TaskWorkerPool>noUpdate())
        .rescheduleAfter(resource.getStatus() == null ? tick.dividedBy(SOON) : tick);
  }

  private void recordReady(TaskWorkerPool resource, TaskWorkerPoolStatus status, Instant now) {
    var metadata = resource.getMetadata();
    metrics.ready(metadata.getNamespace(), metadata.getName(), PoolStatus.isReady(status), now);
  }

  private TaskWorkerPoolStatus look(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Instant now) {
    try {
      return follower.follow(resource, context, now);
    } catch (UsageException e) {
      return PoolStatus.refused(resource, "Invalid", e.getMessage(), now);
    } catch (KubernetesClientException e) {
      return PoolStatus.refused(resource, "Refused", ApiWords.of(e), now);
    }
  }

  /** What nobody foresaw is said in the status, too; the pool is tried again for ever. */
  @Override
  public ErrorStatusUpdateControl<TaskWorkerPool> updateErrorStatus(
      TaskWorkerPool resource, Context<TaskWorkerPool> context, Exception problem) {
    var sentence = "The operator failed in an unforeseen way (" + problem + "); see its log.";
    var now = clock.instant();
    var status = PoolStatus.refused(resource, "InternalError", sentence, now);
    recordReady(resource, status, now);
    return status.equals(resource.getStatus())
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(onlyStatus(resource, status));
  }

  @Override
  public List<EventSource<?, TaskWorkerPool>> prepareEventSources(
      EventSourceContext<TaskWorkerPool> context) {
    rivals.index(context);
    return watches.open(context);
  }

  /** Forgets the pools that are gone; called every few seconds. */
  public void sweep(Instant now) {
    follower.sweep(now);
    pace.sweep(now);
    metrics.sweep(now);
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
}
