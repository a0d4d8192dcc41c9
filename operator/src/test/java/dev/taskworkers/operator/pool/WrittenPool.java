// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.awaitility.Awaitility.await;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.localcluster.ClusterOptions;
import dev.taskworkers.localcluster.LocalCluster;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.spec.Pool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.operator.signals.workers.HttpWorkers;
import dev.taskworkers.operator.signals.workers.OrderNumbers;
import dev.taskworkers.operator.signals.workers.OrderSigner;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.protocol.WorkerEndpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A pool, an API server that it is written to, and what has been written. */
abstract class WrittenPool {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  static final String RESOURCE =
      """
      apiVersion: taskworkers.dev/v1beta1
      kind: TaskWorkerPool
      metadata: {name: p, namespace: n}
      spec:
        subscription: projects/acme/subscriptions/tasks
        handler: {self: {}}
        template: {spec: {containers: [{name: c, command: [sleep, "600"]}]}}
      """;

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static final PodInventory NOBODY =
      PodInventory.of(0, false, PoolPods.of(List.of()), new Cordons(), Map.of(), Instant.EPOCH);

  @TempDir Path logs;
  LocalCluster cluster;
  PoolWriter writer;
  Pool pool;
  final WriteState written = new WriteState();
  String keys;

  @BeforeEach
  void start() {
    var clock = Clock.systemUTC();
    cluster =
        LocalCluster.start(
            new ClusterOptions(Map.of(), pod -> Map.of(), Duration.ofHours(1), logs), clock);
    // Without its owner the Deployment would be garbage.
    var resource = Serialization.unmarshal(RESOURCE, TaskWorkerPool.class);
    pool =
        new PoolValidation(new PubSubNames(Optional.empty()))
            .validate(cluster.client().resource(resource).create());
    writer = writer(cluster.client(), Map.of());
  }

  PoolWriter writer(KubernetesClient client, Map<String, String> environment) {
    return new PoolWriter(
        client,
        OperatorConfig.from(environment),
        new Workers(
            new HttpWorkers(
                WorkerEndpoints.PORT,
                new OrderSigner(now -> Optional.empty(), Clock.systemUTC(), new OrderNumbers())),
            Clock.systemUTC()),
        new PoolEvents(client, new CallLimiter(1, 1, Runnable::run)),
        () -> Optional.ofNullable(keys));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  static PodPlan podPlan(int replicas, List<WorkerPod> mark) {
    return new PodPlan(replicas, mark, mark, List.of(), List.of(), List.of());
  }

  /** Has the pool for the first time, with so many pods. */
  void begin(int replicas) {
    writer.apply(pool, written, Optional.empty(), NOBODY, podPlan(replicas, List.of()), NOW);
  }

  /** A look that found these pods, of which nothing is known but that they are there. */
  static PodInventory there(Pod... pods) {
    return PodInventory.of(
        pods.length, false, PoolPods.of(List.of(pods)), new Cordons(), Map.of(), NOW);
  }

  /** A pod that runs, with these annotations. */
  static WorkerPod pod(String name, String annotations) {
    var pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: n, creationTimestamp: "2026-01-01T00:00:00Z", annotations: %s}
            """
                .formatted(name, annotations),
            Pod.class);
    return PoolPods.of(List.of(pod)).all().get(0);
  }

  Optional<Deployment> deployment() {
    return Optional.ofNullable(
        cluster.client().apps().deployments().inNamespace("n").withName("p").get());
  }

  Deployment settled() {
    return await().atMost(PATIENCE).until(() -> deployment().orElseThrow(), WrittenPool::isSeen);
  }

  List<String> events() {
    return cluster.client().v1().events().inNamespace("n").list().getItems().stream()
        .map(event -> event.getReason() + ": " + event.getMessage())
        .toList();
  }

  /** Its controller has written what it writes. */
  static boolean isSeen(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration());
  }

  /** The same pool with workers of ours. */
  Pool ofOurs() {
    return ofOurs("10m");
  }

  Pool ofOurs(String taskTimeout) {
    var text =
        RESOURCE
            .replace("{self: {}}", "{exec: {command: [x]}}")
            .replace("handler:", "taskTimeout: " + taskTimeout + "\n  handler:");
    var resource = Serialization.unmarshal(text, TaskWorkerPool.class);
    resource.getMetadata().setUid(pool.uid());
    return new PoolValidation(new PubSubNames(Optional.empty())).validate(resource);
  }

  /** The pod of a Deployment that asks for one. */
  Pod made() {
    begin(1);
    return await()
        .atMost(PATIENCE)
        .until(
            () -> cluster.client().pods().inNamespace("n").list().getItems(),
            pods -> pods.size() == 1)
        .get(0);
  }

  static PodInventory somebody() {
    var pods = new PoolPods(List.of(pod("p-1", "{}")));
    return PodInventory.of(1, false, pods, new Cordons(), Map.of(), NOW);
  }

  /** The API server refuses everything that is asked of pods. */
  KubernetesClient refusingPods(AtomicInteger calls) {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("pods")) {
                calls.incrementAndGet();
                throw new KubernetesClientException("admission denied it", 403, null);
              }
              return method.invoke(cluster.client(), arguments);
            });
  }
}
