// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.localcluster.ClusterOptions;
import dev.taskworkers.localcluster.LocalCluster;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.signals.workers.WorkerLine;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An operator as it runs, a cluster and a cloud, on a clock that runs 60 times as fast. */
abstract class OperatorOnFastClock {
  static final double SPEEDUP = 60;
  static final Duration TICK = Duration.ofMillis(100);
  static final String POOLS = "/apis/taskworkers.dev/v1beta1/namespaces/%s/taskworkerpools";
  static final List<String> STEADY =
      List.of("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done");

  /** Between operators and workers. */
  UnaryOperator<WorkerLine> network = UnaryOperator.identity();

  /** For how long an operator leads after its last word, in real time. */
  Duration term = Duration.ofSeconds(15);

  @TempDir Path logs;
  final FastClock clock = new FastClock(Instant.now(), SPEEDUP);
  final List<OperatorProcess> operators = new ArrayList<>();
  LocalCloud cloud;
  LocalCluster cluster;
  Account account;
  String topic;
  String subscription;

  @BeforeEach
  void startSite() {
    cloud = LocalCloud.start(CloudOptions.undisturbed().withPullHold(Duration.ofMillis(50)), clock);
    account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(90));
    topic = account.newTopic();
    subscription = newSubscription();
    cluster =
        LocalCluster.start(
            new ClusterOptions(Map.of("steady", STEADY), pod -> Map.of(), Duration.ZERO, logs),
            clock);
    try (var crd = TaskWorkerPool.class.getResourceAsStream("/crd/crd.yaml")) {
      cluster
          .client()
          .resource(Serialization.unmarshal(crd, CustomResourceDefinition.class))
          .create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stopSite() {
    operators.forEach(OperatorProcess::close);
    cluster.close();
    account.close();
    cloud.close();
  }

  /** One that pools in namespace n may use. */
  String newSubscription() {
    return account.newSubscription(
        topic,
        Subscription.newBuilder()
            .putLabels("taskworkers-namespace", "n")
            // Time is so fast here that a lease of ten seconds would end before a word is said.
            .setAckDeadlineSeconds(600));
  }

  OperatorProcess operator(Map<String, String> more) {
    return operator(more, cluster.url());
  }

  /** One that reaches the API server at {@code url}. */
  OperatorProcess operator(Map<String, String> more, String url) {
    return operator(more, url, clock);
  }

  /** One whose node has that clock. */
  OperatorProcess operator(Map<String, String> more, String url, Clock clock) {
    var environment =
        new HashMap<>(
            Map.of(
                "PUBSUB_EMULATOR_HOST",
                "127.0.0.1:" + cloud.pubsubPort(),
                "MONITORING_EMULATOR_HOST",
                "127.0.0.1:" + cloud.monitoringPort(),
                EnvVars.HEALTH_HOST,
                "127.0.0.1",
                EnvVars.HEALTH_PORT,
                "0"));
    environment.putAll(more);
    var config = OperatorConfig.from(environment);
    var client = ApiClient.open(client(url));
    var operator =
        OperatorProcess.start(
            new OperatorComponents(
                config,
                environment,
                new Platform(client, network, clock, TICK),
                Leadership.in(config.namespace(), environment).lasting(term)));
    operators.add(operator);
    return operator;
  }

  /** How it reaches the API server at {@code url}. */
  ConfigBuilder client(String url) {
    return new ConfigBuilder().withMasterUrl(url);
  }

  void close(OperatorProcess operator) {
    operators.remove(operator);
    operator.close();
  }

  /** Stores a pool as it is, past every schema. */
  void store(String name, String spec) {
    store("n", name, spec);
  }

  void store(String namespace, String name, String spec) {
    cluster
        .client()
        .raw(
            POOLS.formatted(namespace),
            "POST",
            Serialization.asJson(
                Serialization.unmarshal(
                    """
                    apiVersion: taskworkers.dev/v1beta1
                    kind: TaskWorkerPool
                    metadata: {name: %s, namespace: %s}
                    spec: %s
                    """
                        .formatted(name, namespace, spec),
                    Map.class)));
  }

  void storePool(String name, String more) {
    storePool("n", name, more);
  }

  void storePool(String namespace, String name, String more) {
    store(
        namespace,
        name,
        "{subscription: \"%s\", handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}%s}"
            .formatted(subscription, more));
  }

  Optional<Deployment> deployment(String name) {
    return Optional.ofNullable(
        cluster.client().apps().deployments().inNamespace("n").withName(name).get());
  }

  int replicas(String name) {
    return deployment(name).map(d -> d.getSpec().getReplicas()).orElse(-1);
  }

  Optional<Condition> condition(String pool, String type) {
    return condition("n", pool, type);
  }

  Optional<Condition> condition(String namespace, String pool, String type) {
    return Optional.ofNullable(pool(namespace, pool).get().getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(c -> c.getType().equals(type))
        .findFirst();
  }

  Resource<TaskWorkerPool> pool(String name) {
    return pool("n", name);
  }

  private Resource<TaskWorkerPool> pool(String namespace, String name) {
    return cluster.client().resources(TaskWorkerPool.class).inNamespace(namespace).withName(name);
  }

  boolean isReady(String namespace, String pool) {
    return condition(namespace, pool, "Ready")
        .filter(ready -> ready.getStatus().equals("True"))
        .isPresent();
  }

  boolean says(String pool, String type, String status, String words) {
    return condition(pool, type)
        .filter(c -> c.getStatus().equals(status) && c.getMessage().contains(words))
        .isPresent();
  }

  long pods() {
    return cluster.client().pods().inNamespace("n").list().getItems().size();
  }

  long doorbells() {
    var request = ListSubscriptionsRequest.newBuilder().setProject(account.project()).build();
    return account.subscriber().listSubscriptions(request).getSubscriptionsList().stream()
        .filter(found -> found.containsLabels("taskworkers-doorbell"))
        .count();
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
  }

  static HttpResponse<String> get(OperatorProcess operator, String path) {
    return get(operator.healthPort(), path);
  }

  static HttpResponse<String> get(int port, String path) {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
