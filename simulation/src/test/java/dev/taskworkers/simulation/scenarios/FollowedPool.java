package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.pool.PoolMemory;
import dev.taskworkers.operator.pool.PoolObserver;
import dev.taskworkers.operator.pool.PoolSnapshot;
import dev.taskworkers.operator.pool.PoolSources;
import dev.taskworkers.operator.pool.PoolStatus;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pool.pods.MarkPlan;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.Replacement;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.preflight.CheckResult;
import dev.taskworkers.operator.preflight.Preflight;
import dev.taskworkers.operator.preflight.Tenancy;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.simulation.scenarios.senses.PodObjects;
import dev.taskworkers.simulation.scenarios.world.World;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One pool in the hands of the operator's own classes, which look at a world and move it: what
 * {@code PoolReconciler} does, but for the calls to an API server.
 */
final class FollowedPool {
  private static final CheckResult PULLABLE =
      new CheckResult(CheckResult.Fit.YES, "Ready", "It can be pulled.", "projects/p/topics/t", "");

  private final Autoscaler autoscaler = new Autoscaler();
  private final MarkPlan marks = new MarkPlan();
  private final World world;
  private final Workers workers;
  private final PodObjects objects;
  private final PoolObserver observer;
  private final PoolSources sources;
  private final TaskWorkerPool resource;
  private final Pool pool;
  private Optional<PoolMemory> remembered = Optional.empty();
  private Deployment deployment;
  private boolean isWatched = true;
  private boolean rung;

  FollowedPool(
      World world,
      PoolSettings settings,
      BacklogSource backlog,
      ArrivalSource arrivals,
      Workers workers) {
    this.world = world;
    this.workers = workers;
    this.objects = new PodObjects(world);
    this.observer = new PoolObserver(workers);
    this.resource = settings.resource();
    this.pool = new PoolValidation(Optional.empty()).validate(resource);
    var preflight =
        new Preflight(
            name -> PULLABLE,
            name -> PULLABLE,
            Tenancy.shared(),
            new CallLimiter(1, 1, Runnable::run));
    this.sources =
        new Subscriptions(backlog, arrivals, preflight)
            .hold(pool, () -> rung = true, Optional.empty())
            .orElseThrow();
    sources.listen();
    this.deployment = deployment(world.pods().size());
  }

  /** Somebody else sets the Deployment's replicas, which the watch tells at once. */
  void setReplicas(int replicas) {
    scaleTo(replicas);
    rung = true;
  }

  /** The watch shows the Deployment no more, until it is written again. */
  void loseLabel() {
    isWatched = false;
    rung = true;
  }

  /** It wants to be looked at, since something has happened. */
  boolean isRung() {
    return rung;
  }

  /** One look at the pool, and what follows from it; its status is in the resource then. */
  Decision follow(Instant now) {
    rung = false;
    var memory =
        remembered.orElseGet(
            () -> new PoolMemory(pool, Optional.ofNullable(resource.getStatus()), now));
    remembered = Optional.of(memory);
    var pods = memory.read(objects.list());
    var watched = Optional.of(deployment).filter(any -> isWatched);
    var seen =
        observer.observe(
            sources, sources.check().verdict(pool.namespace(), now), watched, pods, memory, now);
    var decision = autoscaler.decide(pool.policyAt(now), seen.observation(), memory.memory(), now);
    memory.remember(decision.memory());
    var reported = decision.estimate().evidence().service() == Serving.REPORTED;
    var podPlan =
        PodPlan.of(
                decision.replicas(),
                memory.reportingState(pool.policy().workersReport(), reported, now),
                seen.inventory())
            .replacing(Replacement.of(seen.inventory(), memory.cordons(), now));
    memory.cordons().tell(podPlan, now);
    apply(podPlan, seen, now);
    memory.applied(podPlan.replicas(), now);
    isWatched = true;
    var last = PoolStatus.lastDecision(memory.lastDecision(), decision, now);
    memory.reported(last);
    resource.setStatus(PoolStatus.after(resource, seen, decision, last, now));
    return decision;
  }

  /** As {@code PoolWriter} carries a podPlan out. */
  private void apply(PodPlan podPlan, PoolSnapshot seen, Instant now) {
    Stream.concat(podPlan.cordon().stream(), podPlan.release().stream())
        .forEach(pod -> workers.cordon(pod.address()));
    podPlan.replacement().ifPresent(ill -> workers.cordon(ill.pod().address()));
    podPlan.uncordon().forEach(pod -> workers.uncordon(pod.address()));
    var grows = !isWatched || podPlan.replicas() > deployment.getSpec().getReplicas();
    if (grows) {
      scaleTo(podPlan.replicas());
    }
    marks.at(seen.inventory(), podPlan, true, Set.of(), now).forEach(this::annotate);
    if (!grows) {
      scaleTo(podPlan.replicas());
    }
    podPlan
        .replacement()
        .filter(Replacement::idle)
        .ifPresent(ill -> world.delete(ill.pod().name()));
  }

  private void scaleTo(int replicas) {
    if (deployment.getSpec().getReplicas() != replicas) {
      deployment = deployment(replicas);
    }
    world.scaleTo(replicas);
  }

  private void annotate(MarkPlan.Change change) {
    change.annotations().forEach((name, value) -> world.annotate(change.pod().name(), name, value));
  }

  private static Deployment deployment(int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("pool")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .build();
  }

  /** The status of a condition; empty while there is no such condition. */
  Optional<String> condition(String type) {
    return resource.getStatus().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus())
        .findFirst();
  }
}
