// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.HandlerSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.WorkerEndpoints;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
  @Test
  void passes_lint_strict() {
    var result = Chart.helm().lint().strict().call();
    assertThat(result.isFailed()).as(String.valueOf(result.getMessages())).isFalse();
  }

  @Test
  void tells_artifact_hub_of_the_resource_that_it_installs() throws IOException {
    var chart = read("Chart.yaml");
    var told =
        Serialization.yamlMapper().readTree(chart.at("/annotations/artifacthub.io~1crds").asText());
    assertThat(told).hasSize(1);
    var crd = read("files/crd.yaml");
    assertThat(told.at("/0/kind")).isEqualTo(crd.at("/spec/names/kind"));
    assertThat(told.at("/0/version")).isEqualTo(crd.at("/spec/versions/0/name"));
    assertThat(told.at("/0/name")).isEqualTo(crd.at("/metadata/name"));
  }

  @Test
  void shows_artifact_hub_a_pool_that_the_operator_takes() throws IOException {
    var examples =
        Serialization.yamlMapper()
            .readTree(read("Chart.yaml").at("/annotations/artifacthub.io~1crdsExamples").asText());
    assertThat(examples).hasSize(1);
    var pool = Serialization.unmarshal(examples.get(0).toString(), TaskWorkerPool.class);
    assertThat(new PoolValidation(new PubSubNames(Optional.empty())).validate(pool).name())
        .isEqualTo("thumbnails");
  }

  private static JsonNode read(String file) throws IOException {
    return Serialization.yamlMapper().readTree(Files.readString(Chart.FOLDER.resolve(file)));
  }

  @DisplayName("a wrong value is refused")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "imagee.tag=1",
    "image.tga=1",
    "replicas=0",
    "replicas=two",
    "logLevel=loud",
    "image.pullPolicy=Sometimes",
    "google.serviceAccount=somebody",
    "emulators.pubsub=http://localhost",
    "google.pubsubEndpoint=https://pubsub.googleapis.com",
    "namespaces[0]=UPPER",
    "metrics.serviceMonitor.interval=often",
    "metrics.podMonitoring.interval=often",
    "metrics.prometheusRule.runbooks=docs/runbooks",
    "metrics.prometheusRule.runbooks=https://docs.example/runbooks/",
    "metrics.prometheusRule.runbooks=https://docs.example/{x",
    "rollout.poolsAtOnce=-1",
    "tenancy.consent=Maybe",
    "tenancy.allow[0].namespace=media",
    "google.doorbellProject=projects/acme",
    "image.digest=latest",
    "fullnameOverride=Operator",
    "extraEnv[0].nam=HTTPS_PROXY",
    "logFormat=xml",
    "worker.resources.requestss.cpu=1",
    "crds.keep=false"
  })
  void refused(String setting) {
    assertThatThrownBy(() -> Chart.text(setting)).hasMessageContaining("schema");
  }

  @DisplayName("what must be set is asked for in a sentence")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "image.repository=, image.repository: expected the name of your operator image",
    "workerImage.repository=, workerImage.repository: expected the name of your worker image",
    "serviceAccount.create=false, serviceAccount.name: expected the name",
    "image.repository=acme/operator:1.0, image.repository: expected a name without a tag",
    "workerImage.repository=acme/worker@sha256:0a, workerImage.repository: expected a name without"
        + " a tag",
  })
  void asked_for(String setting, String sentence) {
    assertThatThrownBy(() -> Chart.text(setting)).hasMessageContaining(sentence);
  }

  @Test
  void an_account_and_a_key_are_one_identity_too_many() {
    var account = "google.serviceAccount=taskworkers@acme.iam.gserviceaccount.com";

    assertThatThrownBy(() -> Chart.text(account, "google.keySecret=google-key"))
        .hasMessageContaining("google.serviceAccount and google.keySecret: expected one of them");
  }

  @Test
  void a_registry_may_have_a_port() {
    assertThat(Chart.text("image.repository=registry.example:5000/operator"))
        .contains("image: registry.example:5000/operator:0.1.0");
  }

  @Test
  void a_digest_decides_which_image_runs() {
    var digest = "sha256:" + "0a".repeat(32);

    assertThat(Chart.text("image.tag=v1", "image.digest=" + digest, "workerImage.digest=" + digest))
        .contains(
            "image: registry.example/operator:v1@" + digest,
            "registry.example/worker:0.1.0@" + digest);
  }

  @Test
  void names_labels_and_variables_can_be_a_clusters_own() {
    assertThat(Chart.only("Deployment", "fullnameOverride=tasks").getMetadata().getName())
        .isEqualTo("tasks");
    assertThat(Chart.only("Deployment", "nameOverride=tasks").getMetadata().getName())
        .isEqualTo("rel-tasks");
    assertThat(Chart.objects("commonLabels.team=platform"))
        .filteredOn(made -> !made.getMetadata().getName().endsWith("-ready"))
        .allSatisfy(
            made -> assertThat(made.getMetadata().getLabels()).containsEntry("team", "platform"));
    assertThat(
            Chart.text(
                "extraEnv[0].name=HTTPS_PROXY",
                "extraEnv[0].value=http://proxy.example:3128",
                "topologySpreadConstraints[0].topologyKey=zone",
                "enabled=true"))
        .contains("HTTPS_PROXY", "topologySpreadConstraints:");
  }

  private static final String[] OVERLAPPING = {
    "commonLabels.app\\.kubernetes\\.io/name=mine",
    "commonLabels.app\\.kubernetes\\.io/version=mine",
    "commonLabels.rbac\\.authorization\\.k8s\\.io/aggregate-to-view=mine",
    "commonLabels.team=platform",
    "podLabels.app\\.kubernetes\\.io/instance=mine",
    "podLabels.team=pods",
    "serviceAccount.annotations.iam\\.gke\\.io/gcp-service-account=mine",
    "google.serviceAccount=operator@acme.iam.gserviceaccount.com",
    "metrics.serviceMonitor.enabled=true",
    "metrics.serviceMonitor.labels.team=metrics",
    "metrics.podMonitor.enabled=true",
    "metrics.podMonitor.labels.team=metrics",
    "metrics.podMonitoring.enabled=true",
    "metrics.prometheusRule.enabled=true",
    "metrics.prometheusRule.labels.team=metrics",
    "metrics.dashboards.enabled=true",
    "metrics.dashboards.labels.team=metrics",
    "metrics.dashboards.labels.grafana_dashboard=mine",
    "networkPolicy.enabled=true",
  };

  @Test
  void no_key_is_written_twice_whatever_labels_are_given() throws IOException {
    var strict =
        Serialization.yamlMapper().copy().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    for (var document : Chart.text(OVERLAPPING).split("(?m)^---$")) {
      assertThat(strict.readTree(document)).isNotNull();
    }
  }

  @Test
  void of_labels_with_one_key_the_charts_own_counts_and_then_the_more_specific_one() {
    var pods =
        Serialization.jsonMapper()
            .valueToTree(Chart.only("Deployment", OVERLAPPING))
            .at("/spec/template/metadata/labels");
    assertThat(pods.path("app.kubernetes.io/name").asText()).isEqualTo("taskworkers-operator");
    assertThat(pods.path("app.kubernetes.io/instance").asText()).isEqualTo("rel");
    assertThat(pods.path("team").asText()).isEqualTo("pods");
    assertThat(Chart.only("ServiceMonitor", OVERLAPPING).getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/name", "taskworkers-operator")
        .containsEntry("team", "metrics");
    assertThat(Chart.only("ConfigMap", OVERLAPPING).getMetadata().getLabels())
        .containsEntry("grafana_dashboard", "mine");
    assertThat(Chart.only("ServiceAccount", OVERLAPPING).getMetadata().getAnnotations())
        .containsEntry("iam.gke.io/gcp-service-account", "operator@acme.iam.gserviceaccount.com");
  }

  @Test
  void an_account_at_google_needs_a_service_account_of_the_charts_own() {
    assertThatThrownBy(
            () ->
                Chart.text(
                    "serviceAccount.create=false",
                    "serviceAccount.name=mine",
                    "google.serviceAccount=operator@acme.iam.gserviceaccount.com"))
        .hasMessageContaining("google.serviceAccount: expected none")
        .hasMessageContaining(
            "kubectl annotate serviceaccount mine --namespace system"
                + " iam.gke.io/gcp-service-account=operator@acme.iam.gserviceaccount.com");
  }

  @Test
  void who_brings_a_service_account_is_told_how_to_annotate_it() {
    assertThat(Chart.notes("serviceAccount.create=false", "serviceAccount.name=mine"))
        .contains(
            "kubectl annotate serviceaccount mine --namespace system"
                + " iam.gke.io/gcp-service-account=");
    assertThat(Chart.notes()).contains("set google.serviceAccount or google.keySecret");
  }

  @Test
  void no_image_is_named_that_others_could_publish() {
    assertThatThrownBy(() -> Chart.textOf(Stream.empty())).hasMessageContaining("repository");
  }

  @Test
  void asks_for_consent_unless_told_otherwise_and_passes_on_who_needs_none() {
    assertThat(Chart.text())
        .contains("name: " + EnvVars.TENANCY_CONSENT + ", value: Required")
        .doesNotContain(EnvVars.TENANCY_ALLOW);
    assertThat(
            Chart.text(
                "tenancy.allow[0].namespace=media",
                "tenancy.allow[0].subscriptions[0]=projects/acme/subscriptions/media-*"))
        .contains(
            "name: " + EnvVars.TENANCY_ALLOW + ", value: \"[{\\\"namespace\\\":\\\"media\\\",");
  }

  @Test
  void who_may_edit_a_namespace_may_create_pools_and_who_may_view_it_may_look() {
    assertThat(Chart.text())
        .contains("rel-taskworkers-edit", "aggregate-to-edit", "rel-taskworkers-view");
    assertThat(Chart.text("aggregatedRoles.create=false")).doesNotContain("aggregate-to-");
    assertThat(Chart.text("namespaces[0]=red")).doesNotContain("aggregate-to-");
  }

  @Test
  void who_may_view_a_namespace_may_do_nothing_but_read_pools() {
    var view =
        Chart.objects().stream()
            .filter(role -> role.getMetadata().getName().endsWith("-view"))
            .map(role -> Serialization.jsonMapper().<JsonNode>valueToTree(role).at("/rules"))
            .toList();
    assertThat(view)
        .hasToString(
            "[[{\"apiGroups\":[\"taskworkers.dev\"],\"resources\":[\"taskworkerpools\","
                + "\"taskworkerpools/status\",\"taskworkerpools/scale\"],"
                + "\"verbs\":[\"get\",\"list\",\"watch\"]}]]");
  }

  @Test
  void every_value_is_in_the_schema_and_the_other_way_round() throws IOException {
    var values =
        Serialization.yamlMapper().readTree(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    var schema = new ObjectMapper().readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
    assertThat(names("", schema)).containsExactlyInAnyOrderElementsOf(keys("", values));
  }

  /** The properties of objects that are closed. */
  private static java.util.List<String> names(String path, JsonNode schema) {
    return stream(schema.path("properties").fieldNames())
        // What Helm itself reads of a chart within another one.
        .filter(name -> !Set.of("global", "enabled").contains(path + name))
        .flatMap(
            name ->
                Stream.concat(
                    Stream.of(path + name),
                    closed(schema.at("/properties/" + name))
                        ? names(path + name + ".", schema.at("/properties/" + name)).stream()
                        : Stream.empty()))
        .toList();
  }

  private static boolean closed(JsonNode schema) {
    return schema.has("properties") && !schema.path("additionalProperties").asBoolean(true);
  }

  private static java.util.List<String> keys(String path, JsonNode values) {
    return stream(values.fieldNames())
        .flatMap(
            name ->
                Stream.concat(
                    Stream.of(path + name),
                    // What is given to Kubernetes as it is has no keys of ours.
                    name.equals("resources")
                        ? Stream.of("requests", "limits", "claims").map(k -> path + name + "." + k)
                        : keys(path + name + ".", values.get(name)).stream()))
        .toList();
  }

  private static Stream<String> stream(java.util.Iterator<String> names) {
    var list = new java.util.ArrayList<String>();
    names.forEachRemaining(list::add);
    return list.stream();
  }

  @Test
  void brings_the_generated_crd_and_keeps_it() {
    var crd = Chart.only("CustomResourceDefinition");
    assertThat(crd.getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
    assertThat(Chart.text()).contains(HandlerSpec.ONE_KIND);
    assertThat(Chart.kinds("crds.install=false")).doesNotContain("CustomResourceDefinition");
  }

  @Test
  void watches_all_namespaces_or_those_that_are_listed_and_never_more() {
    assertThat(Chart.kinds()).contains("ClusterRole", "ClusterRoleBinding");
    assertThat(Chart.text()).doesNotContain(EnvVars.NAMESPACES);

    var listed = new String[] {"namespaces[0]=red", "namespaces[1]=blue"};
    assertThat(Chart.kinds(listed)).doesNotContain("ClusterRole", "ClusterRoleBinding");
    assertThat(
            Chart.objects(listed).stream()
                .filter(o -> o.getKind().equals("Role"))
                .map(o -> o.getMetadata().getNamespace()))
        .containsExactlyInAnyOrder("red", "blue", "system");
    assertThat(Chart.text(listed)).contains(EnvVars.NAMESPACES + ", value: \"red,blue\"");
  }

  @Test
  void namespaces_whose_names_yaml_takes_for_something_else_keep_them() {
    var names =
        new String[] {
          "namespaces[0]=on",
          "namespaces[1]=no",
          "fullnameOverride=yes",
          "priorityClassName=off",
          "google.keySecret=y"
        };
    assertThat(Chart.text(names))
        .contains("namespace: \"on\"", "namespace: \"no\"", "name: \"yes\"")
        .contains("priorityClassName: \"off\"", "secretName: \"y\"")
        .doesNotContainPattern("(?i)name(space)?: *(on|no|yes|off|y)\\b(?!-)");
  }

  @Test
  void who_drops_the_resources_of_workers_gets_none() {
    assertThat(Chart.text("worker.resources=null"))
        .contains(EnvVars.WORKER_RESOURCES + ", value: \"{}\"");
  }

  @Test
  void of_all_namespaces_the_operator_may_read_its_own_alone() {
    assertThat(Chart.objects().stream().filter(o -> o.getKind().endsWith("Role")))
        .map(o -> Serialization.unmarshal(Serialization.asYaml(o), Role.class))
        .flatExtracting(Role::getRules)
        .filteredOn(rule -> rule.getResources().contains("namespaces"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getResourceNames()).containsExactly("system");
              assertThat(rule.getVerbs()).containsExactly("get");
            });
  }

  @DisplayName("of all Secrets the operator may read and patch the one with its keys")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"logLevel=info", "namespaces[0]=red"})
  void one_secret(String setting) {
    var keys = Chart.only("Secret", setting).getMetadata();
    assertThat(Chart.objects(setting).stream().filter(o -> o.getKind().endsWith("Role")))
        .map(o -> Serialization.unmarshal(Serialization.asYaml(o), Role.class))
        .filteredOn(role -> Serialization.asYaml(role).contains("secrets"))
        .singleElement()
        .satisfies(
            role ->
                assertThat(role.getMetadata().getNamespace())
                    .isEqualTo(keys.getNamespace())
                    .isEqualTo("system"))
        .extracting(Role::getRules, InstanceOfAssertFactories.list(PolicyRule.class))
        .filteredOn(rule -> rule.getResources().contains("secrets"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getResources()).containsExactly("secrets");
              assertThat(rule.getResourceNames()).containsExactly(keys.getName());
              assertThat(rule.getVerbs()).containsExactly("get", "patch");
            });
  }

  @Test
  void of_leases_the_operator_may_read_and_change_its_own_alone() {
    assertThat(Chart.objects().stream().filter(o -> o.getKind().endsWith("Role")))
        .map(o -> Serialization.unmarshal(Serialization.asYaml(o), Role.class))
        .flatExtracting(Role::getRules)
        .filteredOn(rule -> rule.getResources().contains("leases"))
        .filteredOn(rule -> !rule.getVerbs().equals(List.of("create")))
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.getResourceNames()).containsExactly("taskworkers-operator"));
  }

  @Test
  void makes_the_secret_without_keys_so_that_an_upgrade_leaves_those_that_the_operator_writes() {
    assertThat(Chart.only("Secret").getAdditionalProperties()).containsOnlyKeys("type");
  }

  @Test
  void never_asks_for_everything() {
    assertThat(Chart.objects().stream().filter(o -> o.getKind().endsWith("Role")))
        .isNotEmpty()
        .allSatisfy(role -> assertThat(Serialization.asYaml(role)).doesNotContain("\"*\"", "'*'"));
  }

  @Test
  void may_have_pools_wait_for_what_they_own_where_that_takes_a_right() {
    assertThat(rules())
        .contains(
            "{\"apiGroups\":[\"taskworkers.dev\"],\"resources\":[\"taskworkerpools/finalizers\"],"
                + "\"verbs\":[\"update\"]}");
  }

  private static String rules() {
    return Serialization.jsonMapper()
        .valueToTree(Chart.only("ClusterRole", "aggregatedRoles.create=false"))
        .at("/rules")
        .toString();
  }

  @Test
  void may_delete_pods_and_give_pools_disruption_budgets_and_no_more_of_either() {
    assertThat(rules())
        .contains(
            "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],"
                + "\"verbs\":[\"delete\",\"list\",\"patch\",\"watch\"]}",
            "{\"apiGroups\":[\"policy\"],\"resources\":[\"poddisruptionbudgets\"],"
                + "\"verbs\":[\"create\",\"patch\"]}");
  }

  @Test
  void tells_the_operator_what_a_worker_may_use_and_how_many_pools_roll_out_at_once() {
    assertThat(Chart.text())
        .contains(
            "name: "
                + EnvVars.WORKER_RESOURCES
                + ", value: \"{\\\"limits\\\":{\\\"memory\\\":\\\"256Mi\\\"}",
            "name: " + EnvVars.ROLLOUT_POOLS_AT_ONCE + ", value: \"1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
  void an_operator_that_answers_within_ten_seconds_is_slow_and_not_dead(String probe) {
    var container = "/spec/template/spec/containers/0/";
    assertThat(
            Serialization.jsonMapper()
                .valueToTree(Chart.only("Deployment"))
                .at(container + probe + "/timeoutSeconds")
                .asInt())
        .isEqualTo(10);
  }

  @Test
  void a_disruption_budget_needs_a_second_operator() {
    assertThat(Chart.kinds()).contains("PodDisruptionBudget");
    assertThat(Chart.kinds("replicas=1")).doesNotContain("PodDisruptionBudget");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NetworkPolicy networkPolicy.enabled=true",
        "ServiceMonitor metrics.serviceMonitor.enabled=true",
        "PodMonitor metrics.podMonitor.enabled=true",
        "PodMonitoring metrics.podMonitoring.enabled=true",
        "PrometheusRule metrics.prometheusRule.enabled=true"
      })
  void is_there_only_behind_its_switch(String kindAndSwitch) {
    var parts = kindAndSwitch.split(" ");
    assertThat(Chart.kinds()).doesNotContain(parts[0]);
    assertThat(Chart.kinds(parts[1])).contains(parts[0]);
  }

  @Test
  void a_closed_operator_reaches_the_metadata_server_unless_it_has_a_key() {
    assertThat(
            Serialization.jsonMapper()
                .valueToTree(Chart.only("NetworkPolicy", "networkPolicy.enabled=true"))
                .at("/spec"))
        .isEqualTo(
            Serialization.unmarshal(
                """
                podSelector:
                  matchLabels:
                    app.kubernetes.io/name: taskworkers-operator
                    app.kubernetes.io/instance: rel
                policyTypes: [Ingress, Egress]
                ingress:
                  - ports: [{port: http}]
                egress:
                  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
                  - ports: [{port: 443}, {port: 6443}]
                  - to: [{ipBlock: {cidr: 169.254.169.254/32}}]
                    ports: [{port: 80}, {port: 988}, {port: 8080}]
                  - to: [{ipBlock: {cidr: 169.254.169.252/32}}]
                    ports: [{port: 987}, {port: 988}]
                  - to:
                      - namespaceSelector: {}
                        podSelector:
                          matchLabels: {app.kubernetes.io/managed-by: taskworkers}
                    ports: [{port: %d}]
                """
                    .formatted(WorkerEndpoints.PORT),
                JsonNode.class));

    assertThat(Chart.text("networkPolicy.enabled=true", "google.keySecret=google-key"))
        .doesNotContain("169.254");
  }

  @Test
  void a_closed_operator_reaches_workers_on_the_port_that_they_are_given(@TempDir Path folder)
      throws IOException {
    // Only a file can give a variable a number in letters.
    var values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            image: {repository: a/operator}
            workerImage: {repository: a/worker}
            networkPolicy: {enabled: true}
            extraEnv: [{name: %s, value: "9000"}]
            """
                .formatted(EnvVars.WORKER_HEALTH_PORT));

    assertThat(Chart.helm().template().withKubeVersion("1.36.2").withValuesFile(values).call())
        .contains("{port: 9000}")
        .doesNotContain("{port: " + WorkerEndpoints.PORT + "}");
  }

  /** A rule without a port opens all of them. */
  @Test
  void a_port_of_workers_that_the_chart_can_not_read_is_refused(@TempDir Path folder)
      throws IOException {
    var values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            image: {repository: a/operator}
            workerImage: {repository: a/worker}
            networkPolicy: {enabled: true}
            extraEnv: [{name: %s, valueFrom: {configMapKeyRef: {name: c, key: port}}}]
            """
                .formatted(EnvVars.WORKER_HEALTH_PORT));
    var template = Chart.helm().template().withKubeVersion("1.36.2").withValuesFile(values);

    assertThatThrownBy(template::call)
        .hasMessageContaining("extraEnv: expected " + EnvVars.WORKER_HEALTH_PORT);
  }

  @Test
  void who_may_read_metrics_and_decisions_can_be_bounded() {
    assertThat(
            Serialization.asYaml(
                Chart.only(
                    "NetworkPolicy",
                    "networkPolicy.enabled=true",
                    "networkPolicy.ingressFrom[0].podSelector.matchLabels.app=prometheus")))
        .contains("app: \"prometheus\"");
  }

  @Test
  void the_pod_of_helm_test_may_ask_the_operator_whoever_else_may() throws IOException {
    var policy =
        Chart.only(
            "NetworkPolicy",
            "networkPolicy.enabled=true",
            "networkPolicy.ingressFrom[0].podSelector.matchLabels.app=prometheus");

    assertThat(Serialization.asYaml(policy))
        .contains("app.kubernetes.io/name: \"taskworkers-test\"");
    // Helm leaves its tests out of what is rendered here.
    assertThat(Files.readString(Chart.FOLDER.resolve("templates/tests/ready.yaml")))
        .containsPattern("labels:\\s+\\{\\{- include \"taskworkers.testSelector\" \\.");
  }

  /** Helm leaves its tests out of what is rendered here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nodeSelector: {{- toYaml . | nindent 4 }}",
        "tolerations: {{- toYaml . | nindent 4 }}",
        "requests: {cpu: 50m, memory: 64Mi}",
        "limits: {cpu: \"1\", memory: 128Mi}"
      })
  void the_pod_of_helm_test_runs_where_the_operator_may_and_within_a_quota(String line)
      throws IOException {
    assertThat(Files.readString(Chart.FOLDER.resolve("templates/tests/ready.yaml"))).contains(line);
  }

  @Test
  void pools_are_closed_where_that_is_wanted_to_all_but_the_operator_and_who_is_named() {
    assertThat(Chart.text()).doesNotContain(EnvVars.WORKER_INGRESS, "networkpolicies");

    var closed =
        Chart.text(
            "networkPolicy.pools.enabled=true",
            "networkPolicy.pools.ingressFrom[0].podSelector.matchLabels.app=prometheus");
    assertThat(closed)
        .contains(
            "name: "
                + EnvVars.WORKER_INGRESS
                + ", value: \"[{\\\"namespaceSelector\\\":{\\\"matchLabels\\\":"
                + "{\\\"kubernetes.io/metadata.name\\\":\\\"system\\\"}},"
                + "\\\"podSelector\\\":{\\\"matchLabels\\\":"
                + "{\\\"app.kubernetes.io/instance\\\":\\\"rel\\\","
                + "\\\"app.kubernetes.io/name\\\":\\\"taskworkers-operator\\\"}}},"
                + "{\\\"podSelector\\\":{\\\"matchLabels\\\":{\\\"app\\\":\\\"prometheus\\\"}}}]\"");
    assertThat(
            Serialization.jsonMapper()
                .valueToTree(
                    Chart.only(
                        "ClusterRole",
                        "aggregatedRoles.create=false",
                        "networkPolicy.pools.enabled=true"))
                .at("/rules")
                .toString())
        .contains(
            "{\"apiGroups\":[\"networking.k8s.io\"],\"resources\":[\"networkpolicies\"],"
                + "\"verbs\":[\"create\",\"patch\"]}");
  }

  @Test
  void alerts_tell_of_pools_that_wait_are_limited_or_cannot_be_heard() {
    assertThat(Chart.text("metrics.prometheusRule.enabled=true"))
        .contains(
            "TaskWorkersNamespaceUnwatched",
            "TaskWorkerPoolNotReady",
            "TaskWorkerPoolWaitsTooLong",
            "TaskWorkerPoolAtMaximum",
            "TaskWorkerPoolTasksFailing",
            "TaskWorkerPoolNotPullable",
            "TaskWorkerPoolForgotten",
            "TaskWorkerPoolWorkersUnheard")
        .contains("of {{ $labels.namespace }}/{{ $labels.pool }}");
  }

  @Test
  void signs_in_with_workload_identity_or_a_mounted_key() {
    var identity = "operator@acme.iam.gserviceaccount.com";
    assertThat(
            Chart.only("ServiceAccount", "google.serviceAccount=" + identity)
                .getMetadata()
                .getAnnotations())
        .containsEntry("iam.gke.io/gcp-service-account", identity);
    assertThat(Chart.text("google.keySecret=google-key"))
        .contains("name: GOOGLE_APPLICATION_CREDENTIALS", "secret: {secretName: \"google-key\"}");
    assertThat(Chart.text()).doesNotContain("name: GOOGLE_APPLICATION_CREDENTIALS");
  }
}
