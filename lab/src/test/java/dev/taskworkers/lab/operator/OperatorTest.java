package dev.taskworkers.lab.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.lab.cloud.contract.Account;
import dev.taskworkers.lab.cluster.LocalCluster;
import dev.taskworkers.lab.cluster.pods.ClusterOptions;
import dev.taskworkers.lab.demo.pods.FastClock;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.runtime.OperatorProcess;
import dev.taskworkers.operator.runtime.ShortLease;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator as it runs, against a cluster and a cloud on a clock that runs 60 times as fast. */
final class OperatorTest {
  private static final double SPEEDUP = 60;
  private static final Duration TICK = Duration.ofMillis(100);
  private static final String POOLS = "/apis/taskworkers.dev/v1beta1/namespaces/n/taskworkerpools";
  private static final List<String> STEADY =
      List.of("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done");

  @TempDir Path logs;
  private final FastClock clock = new FastClock(Instant.now(), SPEEDUP);
  private final List<OperatorProcess> operators = new ArrayList<>();
  private LocalCloud cloud;
  private LocalCluster cluster;
  private Account account;
  private String topic;
  private String subscription;

  @BeforeEach
  void start() {
    cloud = LocalCloud.start(CloudOptions.defaults().withPullHold(Duration.ofMillis(50)), clock);
    account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(5));
    topic = account.newTopic();
    subscription = account.newSubscription(topic, Subscription.newBuilder());
    cluster =
        LocalCluster.start(
            new ClusterOptions(Map.of("steady", STEADY), pod -> Map.of(), Duration.ZERO, logs),
            clock);
    try (var crd =
        TaskWorkerPool.class.getResourceAsStream("/crd/taskworkerpools.taskworkers.dev-v1.yml")) {
      cluster
          .client()
          .resource(Serialization.unmarshal(crd, CustomResourceDefinition.class))
          .create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    operators.forEach(OperatorProcess::close);
    cluster.close();
    account.close();
    cloud.close();
  }

  private OperatorProcess operator(Map<String, String> more) {
    var environment =
        new HashMap<>(
            Map.of(
                "PUBSUB_EMULATOR_HOST",
                "127.0.0.1:" + cloud.pubsubPort(),
                "MONITORING_EMULATOR_HOST",
                "127.0.0.1:" + cloud.monitoringPort(),
                "TASKWORKERS_HEALTH_HOST",
                "127.0.0.1",
                "TASKWORKERS_HEALTH_PORT",
                "0"));
    environment.putAll(more);
    var client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(cluster.url()).build())
            .build();
    var operator =
        ShortLease.start(OperatorConfig.from(environment), environment, client, clock, TICK);
    operators.add(operator);
    return operator;
  }

  private void close(OperatorProcess operator) {
    operators.remove(operator);
    operator.close();
  }

  /** Stores a pool as it is, past every schema. */
  private void store(String name, String spec) {
    cluster
        .client()
        .raw(
            POOLS,
            "POST",
            Serialization.asJson(
                Serialization.unmarshal(
                    """
                    apiVersion: taskworkers.dev/v1beta1
                    kind: TaskWorkerPool
                    metadata: {name: %s, namespace: n}
                    spec: %s
                    """
                        .formatted(name, spec),
                    Map.class)));
  }

  private void storePool(String name, String more) {
    store(
        name,
        "{subscription: \"%s\", handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}%s}"
            .formatted(subscription, more));
  }

  private Optional<Deployment> deployment(String name) {
    return Optional.ofNullable(
        cluster.client().apps().deployments().inNamespace("n").withName(name).get());
  }

  private int replicas(String name) {
    return deployment(name).map(d -> d.getSpec().getReplicas()).orElse(-1);
  }

  private Optional<Condition> condition(String pool, String type) {
    return Optional.ofNullable(pool(pool).get().getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(c -> c.getType().equals(type))
        .findFirst();
  }

  private Resource<TaskWorkerPool> pool(String name) {
    return cluster.client().resources(TaskWorkerPool.class).inNamespace("n").withName(name);
  }

  private boolean says(String pool, String type, String status, String words) {
    return condition(pool, type)
        .filter(c -> c.getStatus().equals(status) && c.getMessage().contains(words))
        .isPresent();
  }

  private long pods() {
    return cluster.client().pods().inNamespace("n").list().getItems().size();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
  }

  @Test
  void a_pool_becomes_a_deployment_that_follows_its_tasks_from_zero_and_back_to_zero() {
    operator(Map.of());
    storePool("p", "");
    soon().until(() -> replicas("p") == 0);
    assertThat(deployment("p").orElseThrow().getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getKind().equals("TaskWorkerPool") && owner.getName().equals("p"));
    soon().until(() -> says("p", "Ready", "True", "follows its subscription"));
    soon().until(() -> says("p", "SubscriptionReady", "True", "can be pulled"));
    soon().until(() -> says("p", "ArrivalsKnown", "True", "doorbell"));

    account.publish(topic, "1", "2", "3");
    soon().until(() -> replicas("p") > 0 && pods() > 0);
    assertThat(cluster.client().v1().events().inNamespace("n").list().getItems())
        .extracting(Event::getReason)
        .contains("Wake");

    account
        .pull(subscription, 3)
        .forEach(received -> account.acknowledge(subscription, received.getAckId()));
    soon().until(() -> replicas("p") == 0 && pods() == 0);
  }

  @Test
  void an_object_that_was_stored_past_the_schema_is_refused_and_the_others_live() {
    operator(Map.of());
    store("garbage", "{subscription: tasks, concurrency: x}");
    store("worse", "[1]");
    storePool("p", "");
    store("later", "{subscription: a/b, handler: {self: {}}, template: {}}");

    soon().until(() -> replicas("p") == 0);
    soon().until(() -> says("garbage", "Ready", "False", "Cannot deserialize value"));
    soon().until(() -> says("worse", "Ready", "False", "spec can't be read"));
    soon().until(() -> says("later", "Ready", "False", "expected projects/PROJECT/subscriptions"));
  }

  @Test
  void the_younger_of_two_pools_on_one_subscription_is_refused() {
    operator(Map.of());
    storePool("first", "");
    soon().until(() -> replicas("first") == 0);
    await().pollDelay(Duration.ofMillis(50)).until(() -> true);
    storePool("second", "");

    soon().until(() -> says("second", "Ready", "False", "Pool n/first already works on"));
    assertThat(deployment("second")).isEmpty();
  }

  @Test
  void a_pinned_pool_has_what_it_says_and_an_advised_or_paused_one_is_left_alone() {
    var other = account.newSubscription(topic);
    operator(Map.of());
    storePool("pinned", ", replicas: 2");
    soon().until(() -> replicas("pinned") == 2 && pods() == 2);
    soon().until(() -> says("pinned", "ScalingActive", "False", "pins the pool at 2"));

    store(
        "advised",
        "{subscription: \"%s\", mode: Advise, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(other));
    account.publish(topic, "1");
    soon().until(() -> says("advised", "ScalingActive", "False", "advice: "));
    assertThat(deployment("advised")).isEmpty();
  }

  @Test
  void a_pool_that_is_deleted_takes_its_deployment_and_its_pods_with_it() {
    operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> pods() == 1);

    pool("p").delete();

    soon().until(() -> deployment("p").isEmpty() && pods() == 0);
  }

  @Test
  void a_new_operator_goes_on_where_the_last_one_ended() {
    var first = operator(Map.of());
    storePool("p", ", replicas: 2");
    soon().until(() -> pods() == 2);
    var before = deployment("p").orElseThrow().getMetadata();
    close(first);

    operator(Map.of());
    soon().until(() -> condition("p", "ArrivalsKnown").isPresent());
    await().pollDelay(Duration.ofMillis(500)).until(() -> true);

    assertThat(replicas("p")).isEqualTo(2);
    assertThat(pods()).isEqualTo(2);
    assertThat(deployment("p").orElseThrow().getMetadata().getUid()).isEqualTo(before.getUid());
  }

  @Test
  void a_new_operator_knows_from_the_last_one_how_long_tasks_take() {
    var first = operator(Map.of());
    storePool("p", "");
    soon().until(() -> condition("p", "ArrivalsKnown").isPresent());
    assertThat(pool("p").get().getStatus().estimate().taskDuration()).isNull();
    close(first);
    pool("p")
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"estimate\":{\"waiting\":99,\"taskDuration\":\"0.034s\"}}}");

    operator(Map.of());
    soon().until(() -> pool("p").get().getStatus().estimate().waiting() == 0);

    assertThat(pool("p").get().getStatus().estimate().taskDuration()).isEqualTo("34ms");
  }

  @Test
  void of_two_operators_one_leads_and_the_other_takes_over() {
    var election = Map.of("TASKWORKERS_LEADER_ELECTION", "true", "POD_NAMESPACE", "system");
    var first = operator(election);
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);
    var second = operator(election);
    assertThat(get(second, "/readyz").statusCode()).isEqualTo(200);

    close(first);
    var other = account.newSubscription(topic);
    store(
        "q",
        "{subscription: \"%s\", replicas: 1, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(other));

    soon().until(() -> replicas("q") == 1);
  }

  @Test
  void one_that_is_told_to_stop_gives_its_lease_up_so_that_another_leads_at_once() {
    var leader =
        operator(
            Map.of(
                "TASKWORKERS_LEADER_ELECTION", "true",
                "POD_NAMESPACE", "system",
                "HOSTNAME", "me"));
    soon().until(() -> holder().equals(Optional.of("me")));

    close(leader);

    assertThat(holder()).contains("");
  }

  private Optional<String> holder() {
    var lease = cluster.client().leases().inNamespace("system").withName("taskworkers-operator");
    return Optional.ofNullable(lease.get()).map(held -> held.getSpec().getHolderIdentity());
  }

  @Test
  void it_tells_whether_it_is_alive_and_ready_and_what_it_measures() {
    var operator = operator(Map.of());
    storePool("p", "");
    soon().until(() -> replicas("p") == 0);

    assertThat(get(operator, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(operator, "/readyz").statusCode()).isEqualTo(200);
    soon()
        .untilAsserted(
            () ->
                assertThat(get(operator, "/metrics").body())
                    .contains("taskworkers_pool_replicas_desired{namespace=\"n\",pool=\"p\"} 0")
                    .contains("taskworkers_monitoring_calls_total"));

    pool("p").delete();
    soon()
        .untilAsserted(
            () -> assertThat(get(operator, "/metrics").body()).doesNotContain("pool=\"p\""));
  }

  private static HttpResponse<String> get(OperatorProcess operator, String path) {
    var uri = URI.create("http://127.0.0.1:" + operator.healthPort() + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
