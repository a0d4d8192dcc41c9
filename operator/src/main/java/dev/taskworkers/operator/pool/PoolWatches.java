// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.pods.Labels;
import dev.taskworkers.operator.pool.pods.PodOwner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The watches on pools and on what makes a pool be looked at before its next tick: its Deployment,
 * its pods, its doorbell.
 */
public final class PoolWatches {
  /**
   * Objects in the first answer to a list, and in each where objects are large: each may have a
   * megabyte and more, whatever of it is read, an answer is in memory twice while it is read, and
   * those of two kinds come at once.
   */
  public static final long PAGE = 5;

  /** What is watched. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(TaskWorkerPool.class, Deployment.class, Pod.class);

  private static final String POOL = "pool";
  private static final String CLAIM = "claim";
  private static final String SUBSCRIPTION = "subscription";

  private static final SecondaryToPrimaryMapper<Deployment> OWNERS =
      Mappers.fromOwnerReferences(TaskWorkerPool.class);

  private final Doorbell doorbell = new Doorbell();
  private IndexerResourceCache<TaskWorkerPool> pools;
  private InformerEventSource<Deployment, TaskWorkerPool> deployments;
  private InformerEventSource<Pod, TaskWorkerPool> pods;

  /** Passes rings on, and is told by the framework which pools are deleted. */
  private static final class Doorbell extends SimpleInboundEventSource<TaskWorkerPool>
      implements ResourceEventAware<TaskWorkerPool> {
    private Consumer<TaskWorkerPool> onDelete = gone -> {};

    Doorbell() {
      super("doorbell");
    }

    @Override
    public void onResourceDeleted(TaskWorkerPool gone) {
      onDelete.accept(gone);
    }
  }

  /**
   * Only objects with our label are watched, so that memory follows them and not the cluster. Pools
   * are filed under their subscription: looking at all of them for each would not scale.
   *
   * @param states end when their pools are deleted
   */
  List<EventSource<?, TaskWorkerPool>> open(
      EventSourceContext<TaskWorkerPool> context, PoolStates states) {
    doorbell.onDelete = states::remove;
    pools = context.getPrimaryCache();
    pools.addIndexer(SUBSCRIPTION, states::subscriptionOf);
    var deploymentsOfPools =
        InformerEventSourceConfiguration.from(Deployment.class, TaskWorkerPool.class)
            .withLabelSelector(Labels.SELECTOR)
            .withInformerListLimit(PAGE)
            .withSecondaryToPrimaryMapper(PoolWatches::poolOf)
            .build();
    deployments = new InformerEventSource<>(deploymentsOfPools, context);
    deployments.addIndexer(POOL, deployment -> words(poolOf(deployment)));
    var podsOfPools =
        InformerEventSourceConfiguration.from(Pod.class, TaskWorkerPool.class)
            .withLabelSelector(Labels.SELECTOR)
            .withInformerListLimit(PAGE)
            .withSecondaryToPrimaryMapper(PoolWatches::poolOf)
            .build();
    pods = new InformerEventSource<>(podsOfPools, context);
    pods.addIndexer(POOL, pod -> words(poolOf(pod)));
    pods.addIndexer(CLAIM, pod -> words(falselyClaimed(pod)));
    return List.of(deployments, pods, doorbell);
  }

  /** Whether that very pool exists, and not another one of its name. */
  public boolean isThere(TaskWorkerPool pool) {
    return pools
        .get(ResourceID.fromResource(pool))
        .filter(known -> known.getMetadata().getUid().equals(pool.getMetadata().getUid()))
        .isPresent();
  }

  /** All pools, whether they were looked at or not. */
  public Stream<TaskWorkerPool> pools() {
    return pools.list();
  }

  /** The pools that name {@code subscription}, in any namespace. */
  List<TaskWorkerPool> poolsOn(String subscription) {
    return pools.byIndex(SUBSCRIPTION, subscription);
  }

  /** By an index: where the framework looks for it, each is compared as a whole. */
  Optional<Deployment> deploymentOf(TaskWorkerPool pool) {
    return deployments.byIndex(POOL, ResourceID.fromResource(pool).toString()).stream().findFirst();
  }

  List<Pod> podsOf(TaskWorkerPool pool) {
    return pods.byIndex(POOL, ResourceID.fromResource(pool).toString());
  }

  /** The names of pods that bear the pool's label and are not the pool's. */
  List<String> foreignPodsOf(TaskWorkerPool pool) {
    return pods.byIndex(CLAIM, ResourceID.fromResource(pool).toString()).stream()
        .map(pod -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Has {@code pool} looked at soon; false: it exists no more. */
  public boolean ring(ResourceID pool) {
    doorbell.propagateEvent(pool);
    return pools.get(pool).isPresent();
  }

  private static List<String> words(Set<ResourceID> pools) {
    return pools.stream().map(ResourceID::toString).toList();
  }

  /** A copy of a pool's Deployment keeps its owner, and bears another name. */
  static Set<ResourceID> poolOf(Deployment deployment) {
    return OWNERS.toPrimaryResourceIDs(deployment).stream()
        .filter(pool -> pool.getName().equals(deployment.getMetadata().getName()))
        .collect(Collectors.toSet());
  }

  static Set<ResourceID> poolOf(Pod pod) {
    return ids(PodOwner.pool(pod), pod);
  }

  static Set<ResourceID> falselyClaimed(Pod pod) {
    return PodOwner.pool(pod).isPresent() ? Set.of() : ids(PodOwner.claimed(pod), pod);
  }

  private static Set<ResourceID> ids(Optional<String> pool, Pod pod) {
    return pool.map(name -> Set.of(new ResourceID(name, pod.getMetadata().getNamespace())))
        .orElse(Set.of());
  }
}
