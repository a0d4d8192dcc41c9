// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.testbed.CommittedFile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Deployment of a pool: what is added to the user's template, and nothing else. */
final class DeploymentTemplateTest {
  private static final Path GOLDEN = Path.of("src/test/resources/deployments");

  private static Deployment render(String pool) {
    return new DeploymentTemplate(Manifests.CONFIG)
        .render(Manifests.valid(Manifests.read(pool)), 2);
  }

  private static String pool(String handler, String spec) {
    return """
        metadata: {name: thumbs, namespace: media, uid: u1}
        spec:
          subscription: projects/acme/subscriptions/thumbs
          concurrency: 4
          deadLetter: {topic: dead}
          handler: %s
          template: {spec: %s}
        """
        .formatted(handler, spec);
  }

  /** Run with -Dgolden.update=true to write the files instead of comparing them. */
  @DisplayName("the Deployment of each kind of handler is the committed one")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"exec", "http", "java", "self"})
  void golden(String kind) {
    var handler =
        Map.of(
                "exec", "{exec: {command: [/app/thumbnail, \"a \\\"b\\\"\"]}}",
                "http", "{http: {port: 9000, path: /tasks, format: PubSubPush}}",
                "java", "{java: {className: com.acme.Thumbnail}}",
                "self", "{self: {}}")
            .get(kind);
    var rendered =
        Serialization.asYaml(
            render(pool(handler, "{containers: [{name: worker, image: \"acme/thumbs:1\"}]}")));
    var file = GOLDEN.resolve(kind + ".yaml");
    CommittedFile.check(file, rendered, getClass(), "golden.update");
  }

  @DisplayName("no field is empty or null, or server-side apply would see a difference each time")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"exec", "http", "java", "self"})
  void no_empty_fields(String kind) throws IOException {
    assertNoEmptyField(
        Serialization.unmarshal(Files.readString(GOLDEN.resolve(kind + ".yaml")), JsonNode.class));
  }

  private static void assertNoEmptyField(JsonNode node) {
    assertThat(node.isNull()).isFalse();
    assertThat(node.isContainerNode() && node.isEmpty()).isFalse();
    node.forEach(DeploymentTemplateTest::assertNoEmptyField);
  }

  @Test
  void an_image_need_not_know_of_the_worker_unless_its_container_has_a_command_of_its_own() {
    var given =
        "{initContainers: [{name: own, image: o}], containers: [{name: worker, image: w%s}]}";
    var exec = "{exec: {command: [/app/thumbnail]}}";
    var injected = render(pool(exec, given.formatted(""))).getSpec().getTemplate().getSpec();
    var own =
        render(pool(exec, given.formatted(", command: [/start]")))
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(injected.getInitContainers())
        .as("the first one, so that the author's may use what it brings")
        .extracting(Container::getImage)
        .containsExactly(Manifests.CONFIG.workerImage(), "o");
    assertThat(injected.getContainers().get(0).getCommand())
        .containsExactly("/opt/taskworkers/worker");
    assertThat(own.getInitContainers()).extracting(Container::getImage).containsExactly("o");
    assertThat(own.getContainers().get(0).getCommand()).containsExactly("/start");
    assertThat(own.toString()).doesNotContain("taskworkers-runtime");
  }

  @Test
  void the_rest_of_the_users_template_is_not_touched() {
    var own =
        """
        {nodeSelector: {disk: ssd}, serviceAccountName: thumbs, volumes: [{name: v, emptyDir: {}}],
         containers: [{name: side, image: side}, {name: worker, image: w, resources: {limits:
         {cpu: 500m, memory: 1Gi}}, volumeMounts: [{name: v, mountPath: /v}]}]}\
        """;

    var spec = render(pool("{self: {}}", own)).getSpec().getTemplate().getSpec();

    assertThat(spec.getNodeSelector()).containsEntry("disk", "ssd");
    assertThat(spec.getServiceAccountName()).isEqualTo("thumbs");
    assertThat(spec.getVolumes()).hasSize(1);
    assertThat(spec.getContainers().get(0).getEnv()).isEmpty();
    var limits = spec.getContainers().get(1).getResources().getLimits();
    assertThat(limits.get("cpu").toString()).isEqualTo("500m");
    assertThat(limits.get("memory").toString()).isEqualTo("1Gi");
  }

  @Test
  void the_users_own_probes_hooks_and_values_win() {
    var own =
        """
        {containers: [{name: worker, image: w, readinessProbe: {tcpSocket: {port: 1}},
         livenessProbe: {tcpSocket: {port: 2}},
         env: [{name: TASKWORKERS_CONCURRENCY, value: "9"}, {name: MINE, value: x}]}]}\
        """;

    var worker =
        render(pool("{java: {className: a.B}}", own))
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);

    assertThat(worker.getReadinessProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(1);
    assertThat(worker.getLivenessProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(2);
    assertThat(worker.getEnv())
        .filteredOn(variable -> variable.getName().equals(EnvVars.CONCURRENCY))
        .singleElement()
        .matches(variable -> variable.getValue().equals("9"));
  }

  @DisplayName("a worker is told, if the pool says so and in the same order in any process")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "to stream | pull: Streaming | PULL=streaming",
        "its rates, and how many may share one | rateLimit: {perPod: 5/s, perPool: 100/m}"
            + " | RATE_LIMIT=5/s POOL_RATE_LIMIT=100/m POOL_PODS=10",
        "when to make room for a fresh one | recycle: {afterTasks: 9000, afterMemory: 2Gi}"
            + " | MAX_TASKS=9000 MAX_MEMORY_MIB=2048",
        "the size of its batches | batch: {size: 4} | BATCH_SIZE=4 BATCH_WITHIN=100ms",
        "which tasks are the same | deduplication: {attribute: order-id}"
            + " | DEDUPLICATION_ATTRIBUTE=order-id DEDUPLICATION_WINDOW=10m",
        "how often a task runs | retry: {maxAttempts: 3}"
            + " | RETRY_MAX_ATTEMPTS=3 RETRY_MIN_BACKOFF=10s RETRY_MAX_BACKOFF=10m",
        "what a task may ask for | maxTaskTimeout: 2h | MAX_TASK_TIMEOUT=2h GRACE_PERIOD=2h30s",
      })
  void a_worker_is_told(String what, String field, String variables) {
    var told = Stream.of(variables.split(" ")).map(EnvVars.PREFIX::concat).toList();

    assertThat(environment("{java: {className: a.B}}\n  " + field)).containsSubsequence(told);
    assertThat(environment("{java: {className: a.B}}")).doesNotContain(told.get(0));
  }

  private static List<String> environment(String handlerAndFields) {
    return render(pool(handlerAndFields, "{containers: [{name: worker, image: w}]}"))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getEnv()
        .stream()
        .map(variable -> variable.getName() + "=" + variable.getValue())
        .toList();
  }

  @Test
  void a_pod_has_a_whole_task_and_a_margin_to_stop_or_longer_if_the_user_says_so() {
    var containers = "containers: [{name: worker, image: w}]";

    assertThat(gracePeriod("{" + containers + "}")).isEqualTo(630);
    assertThat(gracePeriod("{terminationGracePeriodSeconds: 5, " + containers + "}"))
        .isEqualTo(630);
    assertThat(gracePeriod("{terminationGracePeriodSeconds: 3600, " + containers + "}"))
        .isEqualTo(3600);
  }

  @Test
  void a_pod_whose_worker_sleeps_before_it_hears_of_the_end_has_that_much_longer() {
    var sleeping = "{name: worker, image: w, lifecycle: {preStop: {sleep: {seconds: 20}}}}";

    assertThat(gracePeriod("{containers: [" + sleeping + "]}")).isEqualTo(650);
    assertThat(gracePeriod("{terminationGracePeriodSeconds: 640, containers: [" + sleeping + "]}"))
        .isEqualTo(650);
    assertThat(
            render(pool("{http: {}}", "{containers: [" + sleeping + "]}"))
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTerminationGracePeriodSeconds())
        .as("the worker beside a server hears of it at once")
        .isEqualTo(630);
  }

  @Test
  void a_worker_is_told_at_which_statuses_tasks_are_given_up() {
    var containers = "{containers: [{name: worker, image: w}]}";
    var rendered = render(pool("{http: {deadLetterOn: [400, 422], dropOn: [410]}}", containers));

    assertThat(rendered.toString())
        .contains(
            "name=" + EnvVars.HTTP_DEAD_LETTER_ON + ", value=400,422",
            "name=" + EnvVars.HTTP_DROP_ON + ", value=410");
    assertThat(render(pool("{http: {}}", containers)).toString()).doesNotContain("_ON, value");
  }

  @Test
  void a_pod_has_as_long_as_a_task_may_ask_for() {
    var manifest = "{java: {className: a.B}}\n  maxTaskTimeout: 2h";
    var rendered = render(pool(manifest, "{containers: [{name: worker, image: w}]}"));

    assertThat(rendered.toString()).contains("name=" + EnvVars.MAX_TASK_TIMEOUT + ", value=2h");
    assertThat(rendered.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .isEqualTo(7230);
  }

  @Test
  void the_worker_beside_a_server_has_what_its_pool_says_and_else_what_the_chart_says() {
    var server =
        """
        {volumes: [{name: key, secret: {secretName: k}}], containers: [{name: server, image: s,
         env: [{name: OTEL_SERVICE_NAME, value: theirs}]}]}\
        """;
    var worker =
        """
        {http: {}}
          worker:
            logLevel: Debug
            resources: {limits: {memory: 1Gi, ephemeral-storage: 1Gi, cpu: 2, a.b/c: 1}}
            imagePullPolicy: Always
            env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /key/key.json}, {name: OTEL_SERVICE_NAME, value: mine}]
            volumeMounts: [{name: key, mountPath: /key, readOnly: true}]\
        """;

    var sidecar =
        render(pool(worker, server)).getSpec().getTemplate().getSpec().getContainers().get(1);

    assertThat(sidecar.getImagePullPolicy()).isEqualTo("Always");
    assertThat(sidecar.getResources().getLimits().keySet())
        .as("in the same order in any process")
        .containsExactly("a.b/c", "cpu", "ephemeral-storage", "memory");
    assertThat(sidecar.getResources().getLimits().get("memory").toString()).isEqualTo("1Gi");
    assertThat(sidecar.getResources().getRequests()).as("the chart's go as a whole").isEmpty();
    assertThat(sidecar.getEnv())
        .extracting(variable -> variable.getName() + "=" + variable.getValue())
        .contains(
            "GOOGLE_APPLICATION_CREDENTIALS=/key/key.json",
            "OTEL_SERVICE_NAME=mine",
            EnvVars.LOG_LEVEL + "=debug")
        .doesNotContain("OTEL_SERVICE_NAME=theirs");
    assertThat(sidecar.getVolumeMounts())
        .extracting(mount -> mount.getMountPath())
        .containsExactly("/key", "/var/lib/taskworkers", "/var/run/taskworkers/pod");
  }

  @Test
  void a_worker_that_answers_its_probes_within_ten_seconds_is_slow_and_not_dead() {
    var handler = "{java: {className: a.B}}";
    var rendered = render(pool(handler, "{containers: [{name: worker, image: w}]}"));
    var worker = rendered.getSpec().getTemplate().getSpec().getContainers().get(0);

    assertThat(worker.getLivenessProbe().getTimeoutSeconds()).isEqualTo(10);
    assertThat(worker.getReadinessProbe().getTimeoutSeconds()).isEqualTo(10);
  }

  @Test
  void a_dead_worker_is_killed_within_half_a_minute_however_long_its_tasks_may_take() {
    var rendered =
        render(
            pool(
                "{java: {className: a.B}}\n  taskTimeout: 12h",
                "{containers: [{name: worker, image: w}]}"));
    var worker = rendered.getSpec().getTemplate().getSpec().getContainers().get(0);

    assertThat(worker.getLivenessProbe().getTerminationGracePeriodSeconds()).isEqualTo(30);
  }

  @Test
  void a_disruption_budget_lets_a_tenth_of_the_pool_go_and_any_pod_that_is_not_ready() {
    var pool =
        Manifests.valid(Manifests.read(pool("{self: {}}", "{containers: [{name: w, image: w}]}")));

    var budget = BudgetTemplate.render(pool);

    assertThat(budget.getSpec().getMaxUnavailable().getStrVal()).isEqualTo("10%");
    assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    assertThat(budget.getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of(ClusterNames.POOL, "thumbs"));
    assertThat(budget.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getUid().equals("u1") && owner.getController());
  }

  private static long gracePeriod(String spec) {
    return render(pool("{self: {}}", spec))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getTerminationGracePeriodSeconds();
  }

  @Test
  void the_users_labels_stay_but_ours_are_ours() {
    var rendered =
        render(
            pool("{self: {}}", "{containers: [{name: w, image: w}]}")
                .replace(
                    "template: {",
                    "template: {metadata: {labels: {team: a, taskworkers.dev/pool: other}}, "));

    assertThat(rendered.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("team", "a")
        .containsEntry(ClusterNames.POOL, "thumbs");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"PUBSUB_EMULATOR_HOST", "PUBSUB_ENDPOINT"})
  void where_pubsub_is_is_handed_on_to_every_worker(String variable) {
    var config = OperatorConfig.from(Map.of(variable, "127.0.0.1:8085"));
    var rendered =
        new DeploymentTemplate(config)
            .render(
                Manifests.valid(
                    Manifests.read(pool("{self: {}}", "{containers: [{name: w, image: w}]}"))),
                1);

    assertThat(rendered.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
        .anyMatch(v -> v.getName().equals(variable) && v.getValue().endsWith(":8085"));
  }
}
