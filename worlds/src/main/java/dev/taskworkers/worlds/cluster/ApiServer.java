package dev.taskworkers.worlds.cluster;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.time.VirtualTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The resource, its Deployment and pods as the API server keeps and shows them. */
public final class ApiServer {
  private static final int CONFLICT = 409;
  private static final String SOMEBODY = "kubectl";

  private final World world;
  private final VirtualTime time;
  private final Cluster cluster;
  private final PodObjects pods;
  private final Random random;
  private final TaskWorkerPool pool;
  private Optional<Deployment> deployment = Optional.empty();
  private boolean isWatched = true;
  private int writes;

  public ApiServer(World world, VirtualTime time, Cluster cluster) {
    this.world = world;
    this.time = time;
    this.cluster = cluster;
    this.pods = new PodObjects(cluster);
    this.random = new Random(world.seed() * 31 + 11);
    this.pool = world.pool().resource("Auto");
    world
        .past()
        .ifPresent(
            past -> {
              cluster.addOld(past);
              deployment = Optional.of(deployment(past.pods()));
            });
  }

  /** The pool's resource. */
  public TaskWorkerPool pool() {
    return pool;
  }

  /** What a watch shows of the Deployment. */
  public Optional<Deployment> deployment() {
    return deployment.filter(any -> isWatched);
  }

  /** What a watch shows of the pods. */
  public List<Pod> pods() {
    return pods.list();
  }

  /** Replicas that the Deployment has. */
  public int replicas() {
    return deployment.map(found -> found.getSpec().getReplicas()).orElse(0);
  }

  /** The Deployment is written. */
  public void write(int replicas) {
    take();
    isWatched = true;
    set(deployment(replicas));
  }

  /** Somebody else writes its replicas, of which its managed fields tell. */
  public void setReplicas(int replicas) {
    if (deployment.isPresent() && replicas() != replicas) {
      set(
          new DeploymentBuilder(deployment(replicas))
              .editMetadata()
              .addNewManagedField()
              .withManager(SOMEBODY)
              .withSubresource("scale")
              .withTime(VirtualTime.text(time.seconds()))
              .endManagedField()
              .endMetadata()
              .build());
    }
  }

  private void set(Deployment next) {
    if (!deployment.equals(Optional.of(next))) {
      deployment = Optional.of(next);
    }
    cluster.scaleTo(replicas());
  }

  /** The Deployment loses the label by which it is watched, until it is written again. */
  public void loseLabel() {
    isWatched = false;
  }

  public void annotate(String name, Map<String, Optional<String>> annotations) {
    take();
    annotations.forEach((annotation, value) -> cluster.annotate(name, annotation, value));
  }

  public void delete(String name) {
    take();
    cluster.delete(name);
  }

  public void writeStatus(TaskWorkerPoolStatus status) {
    take();
    pool.setStatus(status);
  }

  /** Writes that were taken so far. */
  public int writes() {
    return writes;
  }

  private void take() {
    var now = time.seconds();
    if (world.isOn(ApiAway.class, now)) {
      throw new KubernetesClientException("connect timed out");
    }
    if (world.isOn(Conflicts.class, now) && random.nextBoolean()) {
      throw new KubernetesClientException("the object has been modified", CONFLICT, null);
    }
    writes++;
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
}
