// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.worlds.spec.Disturbance.Advised;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.LateWatch;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The resource, its Deployment and pods as the API server keeps and shows them. */
public final class ApiServer {
  private static final int CONFLICT = 409;
  private static final int FORBIDDEN = 403;
  private static final String SOMEBODY = "kubectl";

  private final World world;
  private final VirtualTime time;
  private final Cluster cluster;
  private final PodObjects pods;
  private final Random random;
  private Edition edition;
  private TaskWorkerPool pool;
  private Optional<Deployment> deployment = Optional.empty();
  private View view = new View(Double.NEGATIVE_INFINITY, Optional.empty(), List.of());
  private final boolean isEverLate;
  private boolean isWatched = true;
  private int writes;

  /** What watches have shown at a second. */
  private record View(double at, Optional<Deployment> deployment, List<Pod> pods) {}

  /**
   * What the pool's author has written.
   *
   * @param mode Auto, Advise or Paused
   */
  private record Edition(PoolSettings settings, String mode) {}

  public ApiServer(World world, VirtualTime time, Cluster cluster) {
    this.world = world;
    this.time = time;
    this.cluster = cluster;
    this.pods = new PodObjects(cluster);
    this.random = new Random(world.seed() * 31 + 11);
    begin();
    this.isEverLate =
        world.all(LateWatch.class).findAny().isPresent()
            || world.all(ApiAway.class).findAny().isPresent();
    world
        .past()
        .ifPresent(
            past -> {
              cluster.addOld(past);
              deployment = Optional.of(deployment(past.pods()));
            });
  }

  /** The pool's resource, as its author has written it by now. */
  public TaskWorkerPool pool() {
    var present = edition();
    if (!present.equals(edition)) {
      pool.setSpec(present.settings().resource(present.mode()).getSpec());
      edition = present;
    }
    return pool;
  }

  private Edition edition() {
    var second = time.seconds();
    var mode =
        world.isOn(Paused.class, second)
            ? "Paused"
            : world.isOn(Advised.class, second) ? "Advise" : "Auto";
    var settings = world.poolAt(second);
    return new Edition(
        world.isOn(Spoilt.class, second) ? settings.atLeast(settings.maxReplicas() + 1) : settings,
        mode);
  }

  private void begin() {
    edition = new Edition(world.pool(), "Auto");
    pool = edition.settings().resource(edition.mode());
  }

  /** What a watch shows of the Deployment. */
  public Optional<Deployment> deployment() {
    return isEverLate ? view().deployment() : shown();
  }

  /** What a watch shows of the pods. */
  public List<Pod> pods() {
    return isEverLate ? view().pods() : pods.list();
  }

  private View view() {
    var now = time.seconds();
    var away = world.isOn(ApiAway.class, now);
    var lag =
        world
            .all(LateWatch.class)
            .filter(late -> late.from() <= now && now < late.until())
            .mapToDouble(LateWatch::seconds)
            .max()
            .orElse(0);
    if (!away && now - view.at() >= lag) {
      view = new View(now, shown(), pods.list());
    }
    return view;
  }

  private Optional<Deployment> shown() {
    if (deployment.isPresent() && cluster.isRefused() != isRefused(deployment.get())) {
      var status = cluster.isRefused() ? refusal() : null;
      deployment = deployment.map(d -> new DeploymentBuilder(d).withStatus(status).build());
    }
    return deployment.filter(any -> isWatched);
  }

  private static boolean isRefused(Deployment shown) {
    return shown.getStatus() != null;
  }

  /** Replicas that the Deployment has. */
  public int replicas() {
    return deployment.map(found -> found.getSpec().getReplicas()).orElse(0);
  }

  /** Tasks at once in a pod of the Deployment's template. */
  public int slots() {
    return cluster.slots();
  }

  /**
   * The Deployment is written.
   *
   * @param slots of its template: with other ones than before it replaces its pods
   */
  public void write(int replicas, int slots) {
    takeOfPool();
    cluster.rollOut(slots);
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

  /** The resource is deleted with its Deployment, and made again. */
  public void makeAnew() {
    cluster.deleteAll();
    deployment = Optional.empty();
    begin();
    pool.setStatus(null);
  }

  /** The Deployment loses the label by which it is watched, until it is written again. */
  public void loseLabel() {
    isWatched = false;
  }

  public void annotate(String name, Map<String, Optional<String>> annotations) {
    takeOfPool();
    annotations.forEach((annotation, value) -> cluster.annotate(name, annotation, value));
  }

  public void delete(String name) {
    takeOfPool();
    cluster.delete(name);
  }

  public void writeStatus(TaskWorkerPoolStatus status) {
    take();
    pool.setStatus(status);
  }

  /** Whether it answers. */
  public boolean isThere() {
    return !world.isOn(ApiAway.class, time.seconds());
  }

  /** Writes that were taken so far. */
  public int writes() {
    return writes;
  }

  private void takeOfPool() {
    if (world.isOn(RefusedWrites.class, time.seconds())) {
      throw new KubernetesClientException("a policy says no", FORBIDDEN, null);
    }
    take();
  }

  private void take() {
    if (!isThere()) {
      throw new KubernetesClientException("connect timed out");
    }
    if (world.isOn(Conflicts.class, time.seconds()) && random.nextBoolean()) {
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

  private static DeploymentStatus refusal() {
    return new DeploymentStatusBuilder()
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withReason("FailedCreate")
        .withMessage("exceeded quota: pods")
        .endCondition()
        .build();
  }
}
