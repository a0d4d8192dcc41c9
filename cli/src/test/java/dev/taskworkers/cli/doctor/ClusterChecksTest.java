// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.cli.doctor.Check.Answer;
import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.localcluster.ApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

@DisplayName("Of a cluster, doctor says")
class ClusterChecksTest {
  private static final String SYSTEM = "taskworkers-system";
  private static final String CHART = Checkout.file("helm");
  private static final String ACCOUNT = "taskworkers@acme.iam.gserviceaccount.com";

  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), clock);
  private final ApiServer api = ApiServer.start(clock);
  private final NamespacedKubernetesClient kubernetes = api.client();
  @TempDir private Path home;

  @BeforeEach
  void kubeconfig() throws IOException {
    Files.writeString(
        home.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: local
        contexts: [{name: local, context: {cluster: local, user: me}}]
        clusters: [{name: local, cluster: {server: "%s"}}]
        users: [{name: me, user: {token: t}}]
        """
            .formatted(api.url()));
  }

  @AfterEach
  void stop() {
    kubernetes.close();
    api.close();
    cloud.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort(),
        "MONITORING_EMULATOR_HOST", "127.0.0.1:" + cloud.monitoringPort(),
        "KUBECONFIG", home.resolve("kubeconfig").toString());
  }

  private Map<String, Check> ask(String... words) {
    return Doctor.ask(environment(), clock, words);
  }

  private void install(Map<String, String> variables, int ready) throws IOException {
    install(SYSTEM, variables, ready);
  }

  private void install(String namespace, Map<String, String> variables, int ready)
      throws IOException {
    try (var crd = Files.newInputStream(Path.of("../helm/files/crd.yaml"))) {
      kubernetes.resource(Serialization.unmarshal(crd, CustomResourceDefinition.class)).create();
    }
    var operator =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("taskworkers")
            .addToLabels("app.kubernetes.io/name", "taskworkers-operator")
            .addToLabels("app.kubernetes.io/instance", "tw")
            .endMetadata()
            .withNewSpec()
            .withReplicas(2)
            .withNewTemplate()
            .withNewSpec()
            .withServiceAccountName("taskworkers")
            .addNewContainer()
            .withName("operator")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .withNewStatus()
            .withReadyReplicas(ready)
            .endStatus()
            .build();
    var container = operator.getSpec().getTemplate().getSpec().getContainers().get(0);
    variables.forEach(
        (name, value) ->
            container.getEnv().add(new io.fabric8.kubernetes.api.model.EnvVar(name, value, null)));
    kubernetes.resource(operator).create();
  }

  private void leads(String who, Duration ago) {
    kubernetes
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("taskworkers-operator")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(who)
                .withLeaseDurationSeconds(15)
                .withRenewTime(clock.instant().minus(ago).atZone(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
  }

  private void pool(String name, String heard, String message) {
    pool(name, heard, message, "projects/acme/topics/dead");
  }

  private void pool(String name, String heard, String message, String deadLetters) {
    var pool =
        """
        {"apiVersion": "taskworkers.dev/v1beta1", "kind": "TaskWorkerPool",
         "metadata": {"namespace": "media", "name": "%s"},
         "spec": {"subscription": "%s", "deadLetter": {"topic": "%s"}},
         "status": {"conditions": [{"type": "WorkersHeard", "status": "%s", "message": "%s"}]}}
        """
            .formatted(name, name, deadLetters, heard, message);
    var created = kubernetes.resource(Serialization.unmarshal(pool, TaskWorkerPool.class));
    created.create();
    created.updateStatus();
  }

  private void policy(String types) {
    var policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {namespace: media, name: limits}
        spec: {podSelector: {}, policyTypes: %s}
        """;
    kubernetes
        .resource(Serialization.unmarshal(policy.formatted(types), NetworkPolicy.class))
        .create();
  }

  @Test
  void yes_to_all_that_is_there() throws IOException {
    install(Map.of("PUBSUB_EMULATOR_HOST", "x:1"), 2);
    leads("taskworkers-7f9c", Duration.ofSeconds(3));
    pool("thumbs", "True", "2 of 2 ready workers have answered recently.");

    var checks = ask("--namespace", "media");

    assertThat(checks.get("crd").answer()).isEqualTo(Answer.yes);
    assertThat(checks.get("operator").message())
        .isEqualTo("Deployment taskworkers-system/taskworkers has 2 of 2 pods ready.");
    assertThat(checks.get("leader").message())
        .isEqualTo("taskworkers-7f9c has renewed the leader's Lease 3 s ago.");
    assertThat(checks.get("workers-heard").message())
        .isEqualTo("The operator hears the workers of 1 pool.");
    assertThat(checks.values()).noneMatch(check -> check.answer() == Answer.no);
    assertThat(Doctor.run(environment(), clock).code()).isZero();
  }

  @Test
  void no_to_a_cluster_without_the_operator() {
    var checks = ask();

    assertThat(checks.get("operator").fix())
        .startsWith(
            "helm upgrade --install taskworkers " + CHART + " --namespace taskworkers-system");
    assertThat(checks.get("crd").fix()).isEqualTo(checks.get("operator").fix());
    assertThat(checks).doesNotContainKeys("leader", "workers-heard");
    assertThat(Doctor.run(environment(), clock).code()).isOne();
  }

  @Test
  void no_to_an_operator_without_its_resource_with_the_command_that_lets_its_release_bring_it()
      throws IOException {
    install(Map.of(), 2);
    kubernetes
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("taskworkerpools.taskworkers.dev")
        .delete();

    assertThat(ask().get("crd").fix())
        .isEqualTo(
            "helm upgrade tw "
                + CHART
                + " --namespace taskworkers-system --reset-then-reuse-values"
                + " --set crds.install=true");
  }

  @Test
  void no_to_what_does_not_work() throws IOException {
    install(Map.of("TASKWORKERS_NAMESPACES", "mail,docs"), 0);
    leads("taskworkers-7f9c", Duration.ofMinutes(2));
    pool("a", "True", "");
    pool("b", "False", "0 of 1 ready workers have answered recently; b-0 has been silent.");
    pool("c", "False", "");

    var checks = ask("--namespace", "media");

    assertThat(checks.get("operator").fix())
        .isEqualTo("kubectl logs --namespace taskworkers-system deployment/taskworkers");
    assertThat(checks.get("leader").message()).contains("120 s ago, so no operator leads");
    assertThat(checks.get("namespace").message())
        .isEqualTo("The operator watches docs, mail, and not media.");
    assertThat(checks.get("namespace").fix())
        .isEqualTo(
            "helm upgrade tw "
                + CHART
                + " --namespace taskworkers-system --reset-then-reuse-values"
                + " --set namespaces='{docs,mail,media}'");
    assertThat(checks.get("workers-heard").message())
        .isEqualTo(
            "Pool media/b: 0 of 1 ready workers have answered recently; b-0 has been silent."
                + " WorkersHeard is False for 1 more pool. No NetworkPolicy limits who reaches the pods of media."
                + " Look at the log of the worker, for a mesh, and for what limits the operator's own"
                + " connections.");
    assertThat(checks.get("workers-heard").fix()).isEmpty();
  }

  @ParameterizedTest(name = "where a NetworkPolicy is of {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[Ingress] | kubectl apply --namespace media --filename",
        "[] | kubectl apply --namespace media --filename",
        "[Egress] | ''"
      })
  void names_the_policy_that_lets_the_operator_in_only_where_one_keeps_it_out(
      String types, String command) throws IOException {
    install(Map.of(), 1);
    pool("b", "False", "");
    policy(types);

    assertThat(ask().get("workers-heard").fix())
        .isEqualTo(
            command.isEmpty()
                ? ""
                : command + " " + Checkout.file("examples/kubernetes/networkpolicy.yaml"));
  }

  @Test
  void names_the_policy_where_it_may_not_look_for_one() throws IOException {
    install(Map.of(), 1);
    pool("b", "False", "");
    api.refuse("/networkpolicies");

    assertThat(ask().get("workers-heard").fix()).startsWith("kubectl apply --namespace media");
    assertThat(ask().get("workers-heard").message())
        .contains("You may not see whether a NetworkPolicy limits who reaches the pods of media");
  }

  @Test
  void no_to_silent_workers_with_the_policy_that_lets_the_operator_in_from_where_it_is()
      throws IOException {
    install("tasks", Map.of(), 1);
    pool("b", "False", "");
    policy("[Ingress]");

    assertThat(ask().get("workers-heard").fix())
        .isEqualTo(
            "sed 's/taskworkers-system/tasks/' "
                + Checkout.file("examples/kubernetes/networkpolicy.yaml")
                + " | kubectl apply --namespace media --filename -");
  }

  @Test
  void no_to_workers_that_refuse_orders_with_the_command_that_starts_them_anew()
      throws IOException {
    install(Map.of(), 1);
    pool("b", "False", "Worker b-0 has refused orders.\", \"reason\": \"OrdersRefused");

    assertThat(ask().get("workers-heard").fix())
        .isEqualTo("kubectl rollout restart --namespace media deployment/b");
  }

  @ParameterizedTest(name = "of the Lease: held by ''{0}'' {1} ago: {2}")
  @CsvSource({"'', PT1S, no", "a, PT1S, yes", "a, PT74S, yes", "a, PT75S, no", "a, PT-20S, yes"})
  void leader(String holder, Duration ago, Answer answer) throws IOException {
    install(Map.of(), 1);
    leads(holder, ago);

    assertThat(ask().get("leader").answer()).isEqualTo(answer);
  }

  @Test
  void unknown_to_what_may_not_be_looked_at() throws IOException {
    install(Map.of(), 2);
    leads("taskworkers-7f9c", Duration.ofSeconds(3));
    api.forbid(SYSTEM);

    var leader = ask().get("leader");

    assertThat(leader.answer()).isEqualTo(Answer.unknown);
    assertThat(leader.message())
        .isEqualTo("The cluster does not let you look at Leases in taskworkers-system.");
  }

  @Test
  void a_no_to_a_cluster_that_does_not_answer() {
    var environment = environment();
    api.close();

    var checks = Doctor.ask(environment, clock);

    assertThat(checks.get("cluster").answer()).isEqualTo(Answer.no);
    assertThat(checks.get("cluster").message())
        .containsIgnoringCase(
            "does not answer (connection refused). Check the kubeconfig's server");
    assertThat(checks).doesNotContainKeys("crd", "operator");
  }

  @Test
  void a_no_where_the_kubeconfig_that_is_named_is_not_there() {
    var environment = new HashMap<>(environment());
    environment.put("KUBECONFIG", home.resolve("gone").toString());

    var checks = Doctor.ask(environment, clock);

    assertThat(checks.get("cluster").answer()).isEqualTo(Answer.no);
    assertThat(checks.get("cluster").message())
        .isEqualTo("KUBECONFIG: expected files that exist, but found '" + home + "/gone'.");
  }

  @Test
  void a_no_where_the_kubeconfig_is_none() throws IOException {
    Files.writeString(home.resolve("kubeconfig"), "{]");

    var checks = ask();

    assertThat(checks.get("cluster").answer()).isEqualTo(Answer.no);
    assertThat(checks.get("cluster").message())
        .startsWith("The kubeconfig ")
        .doesNotContain("Exception");
    assertThat(checks).containsKey("credentials");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "exec: {} | something that it needs is missing.",
        "'client-certificate-data: bm9uZQ==, client-key-data: bm9uZQ==' | No certificate data found."
      })
  void a_no_where_the_user_of_the_kubeconfig_that_is_named_is_broken(String user, String why)
      throws IOException {
    Files.writeString(
        home.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: 'https://127.0.0.1:1'}}]
        users: [{name: u, user: {%s}}]
        """
            .formatted(user));

    var checks = ask();

    assertThat(checks.get("cluster"))
        .isEqualTo(Check.no("cluster", "The kubeconfig can't be used: " + why, ""));
  }

  @Test
  void who_the_operator_is_at_google() throws IOException {
    install(Map.of(), 2);
    assertThat(ask().get("identity").answer()).isEqualTo(Answer.unknown);

    kubernetes
        .serviceAccounts()
        .inNamespace(SYSTEM)
        .resource(
            new io.fabric8.kubernetes.api.model.ServiceAccountBuilder()
                .withNewMetadata()
                .withName("taskworkers")
                .addToAnnotations("iam.gke.io/gcp-service-account", ACCOUNT)
                .endMetadata()
                .build())
        .create();

    assertThat(ask().get("identity").message())
        .isEqualTo("By Workload Identity the operator is " + ACCOUNT + ".");
  }

  @Test
  void what_the_operators_settings_and_the_pools_mean_for_google() throws IOException {
    Provision.create(
        "127.0.0.1",
        cloud.pubsubPort(),
        "projects/acme/topics/thumbs",
        "projects/acme/subscriptions/thumbs");
    install(Map.of("GCP_PROJECT_ID", "acme", "TASKWORKERS_DOORBELL_PROJECT", "bells"), 2);
    pool("thumbs", "Unknown", "No pod is ready.");

    var checks = ask("--subscription", "thumbs", "--namespace", SYSTEM);

    assertThat(checks.get("create-doorbell").message()).contains("on project bells is granted");
    assertThat(checks.get("consent").message()).contains("follow pools in namespace");
    assertThat(ask("--subscription", "thumbs").get("dead-letter-topic").message())
        .isEqualTo(
            "Dead-letter topic projects/acme/topics/dead does not exist; create it and a"
                + " subscription to it, or correct spec.deadLetter.topic.");
  }

  @Test
  void no_to_a_dead_letter_topic_that_is_the_topic_of_the_subscription() throws IOException {
    Provision.create(
        "127.0.0.1",
        cloud.pubsubPort(),
        "projects/acme/topics/thumbs",
        "projects/acme/subscriptions/thumbs");
    install(Map.of("GCP_PROJECT_ID", "acme"), 2);
    pool("thumbs", "Unknown", "No pod is ready.", "projects/acme/topics/thumbs");

    var check = ask("--subscription", "thumbs").get("dead-letter-topic");

    assertThat(check.answer()).isEqualTo(Answer.no);
    assertThat(check.message()).contains("is the topic of the subscription itself");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "subscription: projects/data/subscriptions/thumbs | data",
        "'project: data, subscription: thumbs' | data",
        "'project: none, subscription: projects/data/subscriptions/thumbs' | data",
        "subscription: projects/data/subscriptions/thumbs, | acme",
      })
  void where_dead_letters_go_as_the_operator_and_the_workers_complete_it(
      String spec, String project) throws IOException {
    Provision.create(
        "127.0.0.1",
        cloud.pubsubPort(),
        "projects/data/topics/thumbs",
        "projects/data/subscriptions/thumbs");
    install(Map.of("GCP_PROJECT_ID", "acme"), 2);
    var topic = project.equals("data") ? "dead" : "projects/" + project + "/topics/dead";
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: taskworkers.dev/v1beta1
                kind: TaskWorkerPool
                metadata: {namespace: media, name: thumbs}
                spec: {%s, deadLetter: {topic: %s}}
                """
                    .formatted(spec.replaceFirst(",$", ""), topic),
                TaskWorkerPool.class))
        .create();

    assertThat(
            ask("--subscription", "projects/data/subscriptions/thumbs")
                .get("dead-letter-topic")
                .message())
        .startsWith("Dead-letter topic projects/" + project + "/topics/dead does not exist;");
  }

  @Test
  void nothing_from_outside_that_a_terminal_or_a_shell_would_carry_out() throws IOException {
    install(Map.of("GCP_PROJECT_ID", "$(id)", "TASKWORKERS_NAMESPACES", "$(id),mail"), 2);
    leads("\u001b[2Jme", Duration.ofSeconds(1));
    pool("thumbs", "False", "silent\\u001b[31m", "projects/$(id)/topics/dead");
    var words = new HashMap<>(environment());

    var run =
        Doctor.run(
            words,
            clock,
            "--subscription",
            "projects/acme/subscriptions/thumbs",
            "--namespace",
            "media");

    assertThat(run.text()).contains("\\u001b[2Jme", "silent\\u001b[31m").doesNotContain("\u001b");
    assertThat(run.text()).doesNotContain("$(id)");
  }
}
