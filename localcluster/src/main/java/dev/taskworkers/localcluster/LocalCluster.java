// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import dev.taskworkers.runtime.DaemonThreads;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An API server, a Deployment controller and one node, in this process. */
public final class LocalCluster implements AutoCloseable {
  private static final long TICK_MILLIS = 20;

  private final ApiServer api;
  private final NamespacedKubernetesClient client;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Deployment> deployments;
  private final DeploymentController controller;
  private final GarbageCollector garbage;
  private final Node node;
  private final ScheduledExecutorService loop;
  private final List<ClusterObserver> observers = new CopyOnWriteArrayList<>();

  private LocalCluster(ClusterOptions options, Clock clock) {
    api = ApiServer.start(clock);
    client = api.client();
    pods = client.pods().inAnyNamespace().inform();
    deployments = client.apps().deployments().inAnyNamespace().inform();
    controller = new DeploymentController(client, clock, observers);
    garbage = new GarbageCollector(client);
    node = new Node(client, options, clock, observers);
    loop = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("cluster"));
    loop.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Starts the cluster; it listens on a loopback port and runs until it is closed. */
  public static LocalCluster start(ClusterOptions options, Clock clock) {
    return new LocalCluster(options, clock);
  }

  private void tick() {
    Loop.guard("garbage collector", () -> garbage.tick(deployments.getStore().list()));
    Loop.guard("controller", () -> controller.tick(deployments.getStore().list(), podList()));
    Loop.guard("node", () -> node.tick(podList()));
  }

  private List<Pod> podList() {
    return pods.getStore().list();
  }

  public String url() {
    return api.url();
  }

  /** A client of the API server, closed with the cluster. */
  public KubernetesClient client() {
    return client;
  }

  /** Refuses what is asked for in {@code namespace}, as where a Role has been deleted. */
  public void forbid(String namespace) {
    api.forbid(namespace);
  }

  /** Ends what {@link #forbid} has begun. */
  public void allow(String namespace) {
    api.allow(namespace);
  }

  /** Refuses what is asked for at paths with that {@code part}, as an admission policy may. */
  public void refuse(String part) {
    api.refuse(part);
  }

  public void observe(ClusterObserver observer) {
    observers.add(observer);
  }

  /** Kills a pod's processes with SIGKILL, as a crash would; the node starts them again. */
  public void crash(String pod) {
    node.crash(pod);
  }

  /** {@link #crash} of every pod whose name begins with {@code prefix}. */
  public void crashAll(String prefix) {
    node.crashAll(prefix);
  }

  /** Stops every process that it has started, and the API server. */
  @Override
  public void close() {
    loop.shutdownNow();
    try {
      loop.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.close();
    pods.close();
    deployments.close();
    client.close();
    api.close();
  }
}
