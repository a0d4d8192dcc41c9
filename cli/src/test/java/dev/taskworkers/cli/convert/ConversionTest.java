// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.Admission;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A ScaledObject becomes a pool:")
class ConversionTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** A ScaledObject with some fields of its spec. */
  static String scaledObject(String... spec) {
    return """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: thumbnails, namespace: media}
        spec:
          scaleTargetRef: {name: thumbnails}
          triggers:
            - {type: gcp-pubsub, metadata: {subscriptionName: projects/acme/subscriptions/tasks}}
        """
        + Stream.of(spec).map(line -> "  " + line + "\n").reduce("", String::concat);
  }

  private static String triggers(String triggers) {
    return """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: thumbnails, namespace: media}
        spec:
          scaleTargetRef: {name: thumbnails}
          triggers: [%s]
        """
        .formatted(triggers);
  }

  static final String DEPLOYMENT =
      """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: thumbnails, namespace: media}
      spec:
        replicas: 1
        selector: {matchLabels: {app: thumbnails}}
        template:
          metadata: {labels: {app: thumbnails}}
          spec:
            terminationGracePeriodSeconds: 120
            containers:
              - name: puller
                image: acme/thumbnails:1.4
                env:
                  - {name: SUBSCRIPTION, value: tasks}
                  - {name: HIDDEN, valueFrom: {secretKeyRef: {name: where, key: subscription}}}
      """;

  @Test
  void reads_all_that_kubectl_has_listed_as_one_document() {
    // In lines, since the reader is slow where one is very long.
    var large =
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\ndata:\n  text: |\n"
            + ("    " + "x".repeat(95) + "\n").repeat(40_000);

    assertThat(pools(scaledObject() + large)).hasSize(1);
  }

  @DisplayName("in spec of a ScaledObject")
  @ParameterizedTest(name = "{0} gives {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "minReplicaCount: 2 | /spec/scaling/minReplicas | 2",
        "maxReplicaCount: 20 | /spec/scaling/maxReplicas | 20",
        "cooldownPeriod: 60 | /spec/scaling/maxReplicas | 100",
        "maxReplicaCount: 0 | /spec/scaling/maxReplicas | 1",
        "maxReplicaCount: 20000 | /spec/scaling/maxReplicas | 10000",
        "fallback: {failureThreshold: 3, replicas: 6} | /spec/scaling/fallback/replicas | 6",
        "fallback: {failureThreshold: 3, replicas: 6} | /spec/scaling/fallback/after | 1m30s",
        "fallback: {failureThreshold: 3, replicas: 600} | /spec/scaling/fallback/replicas | 100",
        "fallback: {failureThreshold: 3, replicas: 6, behavior: whatever} | /spec/scaling/fallback |",
        "maxReplicaCount: 30.0 | /spec/scaling/maxReplicas | 30",
        "fallback: {failureThreshold: 3, replicas: 0} | /spec/scaling/fallback |",
        "fallback: {failureThreshold: 3, replicas: 6, behavior: currentReplicas} | /spec/scaling/fallback |",
        "fallback: {failureThreshold: 3, replicas: 6, behavior: currentReplicasIfLower} | /spec/scaling/fallback |",
        "fallback: {failureThreshold: 3, replicas: 6, behavior: currentReplicasIfHigher} | /spec/scaling/fallback/replicas | 6",
        "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Pods, value: 4, periodSeconds: 15}]}}}} | /spec/scaling/behavior/scaleDown/policies/0/value | 4",
        "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}} | /spec/scaling/behavior/scaleDown/stabilizationWindowSeconds | 60",
        "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleUp: {selectPolicy: Disabled}}}} | /spec/scaling/behavior/scaleUp/selectPolicy | Disabled",
      })
  void bounds(String field, String pointer, String value) {
    assertThat(at(only(scaledObject(field)), pointer)).isEqualTo(value == null ? "" : value);
  }

  @DisplayName("by its triggers")
  @ParameterizedTest(name = "{0} gives {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, value: 5}} | /spec/subscription | tasks",
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, subscriptionSize: 5}} | /spec/subscription | tasks",
        "{type: gcp-pubsub, metadata: {subscriptionNameFromEnv: SUBSCRIPTION}} | /spec/subscription | tasks",
        "{type: gcp-pubsub, metadata: {subscriptionNameFromEnv: HIDDEN}} | /spec/subscription | REPLACE-WITH-THE-SUBSCRIPTION",
        "{type: gcp-pubsub, metadata: {topicName: orders, mode: MessageSizes, aggregation: count}} | /spec/subscription | REPLACE-WITH-THE-SUBSCRIPTION",
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge, value: 45.5}} | /spec/scaling/objective/maxWait | 45s",
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge}} | /spec/scaling/objective/maxWait | 10s",
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge, value: 0.5}} | /spec/scaling/objective |",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 8 * * 1-5, end: 30 17 * * 1-5, desiredReplicas: 3}}' | /spec/scaling/schedule/0/duration | 9h30m",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 22 * * *, end: 0 6 * * *, desiredReplicas: 3}}' | /spec/scaling/schedule/0/duration | 8h",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 8 1 * *, end: 0 8 28 * *, desiredReplicas: 3}}' | /spec/scaling/schedule |",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Nowhere, start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 3}}' | /spec/scaling/schedule |",
        "'{type: prometheus, metadata: {query: \"sum(pubsub_googleapis_com:subscription_num_undelivered_messages{subscription_id=\\\"tasks\\\"})\", threshold: 5}}' | /spec/subscription | tasks",
        "'{type: gcp-stackdriver, metadata: {filter: metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id=\"tasks\", targetValue: 5}}' | /spec/subscription | tasks",
        "'{type: gcp-stackdriver, metadata: {projectId: acme-1, filter: metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id=\"tasks\", targetValue: 5}}' | /spec/subscription | projects/acme-1/subscriptions/tasks",
        "'{type: gcp-stackdriver, metadata: {projectId: acme-1, filter: metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id=starts_with(\"tasks\")}}, {type: gcp-pubsub, metadata: {subscriptionName: other}}' | /spec/subscription | other",
        "'{type: gcp-stackdriver, metadata: {filter: metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id = monitoring.regex.full_match(\"(tasks|mails)\")}}, {type: gcp-pubsub, metadata: {subscriptionName: other}}' | /spec/subscription | other",
      })
  void triggers(String triggers, String pointer, String value) {
    assertThat(at(only(triggers(triggers) + DEPLOYMENT), pointer))
        .isEqualTo(value == null ? "" : value);
  }

  private static final String METRIC =
      "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND ";

  @DisplayName("with a pool for each subscription that is asked for by name")
  @ParameterizedTest(name = "{0} of {1} gives {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gcp-stackdriver | (resource.labels.subscription_id=\"three\" OR resource.labels.subscription_id=\"four\") | three four",
        "gcp-stackdriver | NOT resource.labels.subscription_id=\"dead\" AND resource.labels.subscription_id=\"live\" | live",
        "gcp-stackdriver | -resource.labels.subscription_id = \"dead\" AND resource.labels.subscription_id=\"live\" | live",
        "gcp-stackdriver | NOT (resource.labels.subscription_id=\"dead\" OR (resource.labels.subscription_id=\"gone\")) AND resource.labels.subscription_id=\"live\" | live",
        "gcp-stackdriver | resource.labels.subscription_id!=\"dead\" AND resource.labels.subscription_id=\"live\" | live",
        "gcp-stackdriver | resource.labels.subscription_id=one_of(\"tasks\", \"orders\") | tasks orders",
        "gcp-stackdriver | resource.labels.subscription_id=(\"tasks\" OR \"orders\") | tasks orders",
        "gcp-stackdriver | resource.labels.project_id=\"acme-2\" AND resource.labels.subscription_id=\"tasks\" | projects/acme-2/subscriptions/tasks",
        "prometheus | sum(pubsub_backlog{subscription_id=\"two\"}) + sum(pubsub_backlog{subscription_id=\"three\"}) | two three",
        "prometheus | sum(pubsub_backlog{subscription_id=\"two\"}) - sum(pubsub_backlog{subscription_id=\"three\"}) | two three",
        "prometheus | `pubsub_backlog{subscription_id=~\"two|three\"}` | two three",
        "prometheus | pubsub_backlog{subscription_id!~\"dead.*\",subscription_id='live'} | live",
        "prometheus | pubsub_backlog{project_id=\"acme-2\",subscription_id=\"two\"} | projects/acme-2/subscriptions/two",
      })
  void queries(String type, String query, String subscriptions) {
    var field =
        type.equals("prometheus")
            ? "query: '" + query.replace("'", "''") + "'"
            : "filter: '" + METRIC + query + "'";
    var pools = pools(triggers("{type: " + type + ", metadata: {" + field + "}}"));
    assertThat(pools.stream().map(pool -> at(pool, "/spec/subscription")))
        .containsExactly(subscriptions.split(" "));
  }

  @Test
  void subscriptions_that_a_query_asks_for_by_a_pattern_are_said_to_have_no_pool() {
    var text =
        triggers(
            "{type: gcp-stackdriver, metadata: {filter: '"
                + METRIC
                + "resource.labels.subscription_id=\"tasks\" OR resource.labels.subscription_id=starts_with(\"mail\")'}}");
    assertThat(pools(text)).hasSize(1);
    assertThat(notes(text).leftOut())
        .anySatisfy(
            note -> {
              assertThat(note.path()).isEqualTo("spec.triggers[0].metadata.filter");
              assertThat(note.sentence()).contains("by a pattern");
            });
  }

  @Test
  void each_subscription_that_cannot_be_told_has_a_pool_too() {
    var text =
        triggers(
            "{type: gcp-pubsub, metadata: {subscriptionName: tasks}},"
                + " {type: gcp-pubsub, metadata: {subscriptionNameFromEnv: HIDDEN}},"
                + " {type: gcp-pubsub, metadata: {topicName: orders, mode: OldestUnackedMessageAge, value: 5}},"
                + " {type: gcp-pubsub, metadata: {subscriptionNameFromEnv: HIDDEN, mode: OldestUnackedMessageAge, value: 60}},"
                + " {type: gcp-pubsub, metadata: {}}");
    var pools = pools(text + DEPLOYMENT);
    assertThat(pools.stream().map(pool -> at(pool, "/spec/subscription")))
        .containsExactly(
            "tasks",
            Conversion.NO_SUBSCRIPTION,
            Conversion.NO_SUBSCRIPTION + "-2",
            Conversion.NO_SUBSCRIPTION + "-3");
    assertThat(pools.stream().map(pool -> at(pool, "/spec/scaling/objective/maxWait")))
        .containsExactly("", "60s", "5s", "");
    assertThat(notes(text + DEPLOYMENT).leftOut())
        .extracting(Notes.Note::toString)
        .anyMatch(
            note ->
                note.startsWith("spec.triggers[2].metadata.topicName")
                    && note.endsWith(Conversion.NO_SUBSCRIPTION + "-2"))
        .anyMatch(
            note ->
                note.startsWith("spec.triggers[4]")
                    && note.endsWith(Conversion.NO_SUBSCRIPTION + "-3"));
  }

  @Test
  void a_pin_that_is_no_number_is_left_out() {
    var text =
        scaledObject()
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/paused-replicas: ''}}");
    assertThat(at(only(text), "/spec/replicas")).isEmpty();
    assertThat(notes(text).leftOut())
        .extracting(Notes.Note::path)
        .contains("metadata.annotations[autoscaling.keda.sh/paused-replicas]");
  }

  @Test
  void labels_by_which_a_tool_knows_what_it_made_are_left_out() {
    var makers =
        List.of(
            "app.kubernetes.io/instance",
            "app.kubernetes.io/managed-by",
            "argocd.argoproj.io/instance",
            "helm.sh/chart",
            "helm.toolkit.fluxcd.io/name",
            "kustomize.toolkit.fluxcd.io/namespace");
    var labels =
        makers.stream()
            .map(maker -> maker + ": x")
            .collect(java.util.stream.Collectors.joining(", "));
    var text =
        scaledObject()
            .replace("namespace: media}", "namespace: media, labels: {team: a, " + labels + "}}");
    assertThat(only(text).at("/metadata/labels"))
        .isEqualTo(new JsonMapper().createObjectNode().put("team", "a"));
    assertThat(notes(text).leftOut())
        .extracting(Notes.Note::path)
        .containsAll(makers.stream().map(maker -> "metadata.labels[" + maker + "]").toList());
  }

  @Test
  void a_workload_without_a_template_of_its_own_leaves_a_placeholder() {
    var rollout =
        """
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: thumbnails, namespace: media}
        spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: base}}
        """;
    var text =
        scaledObject()
                .replace(
                    "scaleTargetRef: {name: thumbnails}",
                    "scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: thumbnails}")
            + rollout;
    assertThat(at(only(text), "/spec/template/spec/containers/0/image"))
        .isEqualTo(Conversion.NO_IMAGE);
    assertThat(notes(text).leftOut())
        .extracting(Notes.Note::toString)
        .anyMatch(
            note ->
                note.toString()
                    .contains(
                        "Rollout thumbnails has no pod template of its own: its workloadRef names"
                            + " Deployment base. Write that one's as spec.template"));
  }

  @Test
  void where_keda_is_paused_the_steps_say_how_to_see_what_the_pool_would_do() {
    var paused =
        scaledObject()
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/paused: 'true'}}");
    assertThat(Steps.of(conversion(paused)).get(1).sentence())
        .contains("write mode: Advise in place of Paused, apply this file");
    assertThat(Steps.of(conversion(scaledObject())).get(1).sentence())
        .doesNotContain("in place of");
  }

  @Test
  void volumes_that_a_stateful_set_makes_are_said_to_be_missing() {
    var set =
        DEPLOYMENT
            .replace("kind: Deployment", "kind: StatefulSet")
            .replace("  replicas: 1", "  volumeClaimTemplates: [{metadata: {name: data}}]");
    var text =
        scaledObject()
                .replace(
                    "scaleTargetRef: {name: thumbnails}",
                    "scaleTargetRef: {kind: StatefulSet, name: thumbnails}")
            + set;
    assertThat(notes(text).leftOut())
        .extracting(Notes.Note::toString)
        .anyMatch(
            note ->
                note.startsWith("spec.volumeClaimTemplates")
                    && note.toString().contains("no pod starts")
                    && note.toString().contains("data"));
  }

  @Test
  void a_long_namespace_consents_with_a_key_that_pubsub_takes() {
    var namespace = "team-payments-production-eu-west1-background-jobs";
    var text = scaledObject().replace("namespace: media", "namespace: " + namespace);
    assertThat(Steps.of(conversion(text)).get(0).commands())
        .containsExactly(
            "gcloud pubsub subscriptions update projects/acme/subscriptions/tasks"
                + " --update-labels=taskworkers-namespace-team-payments-production-eu-west-1bae6e31="
                + namespace);
  }

  @Test
  void the_way_back_restores_a_pin() {
    var pinned =
        scaledObject()
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/paused-replicas: '3'}}");
    assertThat(Steps.back(conversion(pinned)).commands().get(0))
        .isEqualTo(
            "kubectl annotate scaledobject thumbnails --namespace media --overwrite"
                + " autoscaling.keda.sh/paused-replicas=3");
    assertThat(Steps.back(conversion(scaledObject())).commands().get(0))
        .endsWith(" autoscaling.keda.sh/paused-replicas-");
  }

  @DisplayName("by its annotations")
  @ParameterizedTest(name = "{0} gives {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "autoscaling.keda.sh/paused: 'true' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: 'True' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: '1' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: 'yes' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: '' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: 'false' | /spec/mode | Advise",
        "autoscaling.keda.sh/paused: 'F' | /spec/mode | Advise",
        "autoscaling.keda.sh/paused: '0' | /spec/mode | Advise",
        "autoscaling.keda.sh/paused-replicas: '3' | /spec/replicas | 3",
        "autoscaling.keda.sh/paused-scale-in: 'true' | /spec/scaling/behavior/scaleDown/selectPolicy | Disabled",
        "autoscaling.keda.sh/paused-scale-in: 't' | /spec/scaling/behavior/scaleDown/selectPolicy | Disabled",
        "autoscaling.keda.sh/paused-scale-out: 'true' | /spec/scaling/behavior/scaleUp/selectPolicy | Disabled",
        "autoscaling.keda.sh/force-activation: 'true' | /spec/scaling/minReplicas | 1",
        "autoscaling.keda.sh/force-activation: '1' | /spec/scaling/minReplicas | 1",
        "autoscaling.keda.sh/force-activation: 'False' | /spec/scaling/minReplicas | 0",
      },
      quoteCharacter = '~')
  void annotations(String annotation, String pointer, String value) {
    var text =
        scaledObject()
            .replace("namespace: media}", "namespace: media, annotations: {" + annotation + "}}");
    assertThat(at(only(text), pointer)).isEqualTo(value);
  }

  @Test
  void the_idle_count_is_the_lower_bound_since_a_pool_has_one() {
    var pool = only(scaledObject("minReplicaCount: 5", "idleReplicaCount: 0"));
    assertThat(at(pool, "/spec/scaling/minReplicas")).isEqualTo("0");
  }

  @Test
  void the_deployment_gives_its_template_and_the_time_that_its_pods_have_to_end() {
    var pool = only(scaledObject() + DEPLOYMENT);
    assertThat(at(pool, "/spec/template/spec/containers/0/image")).isEqualTo("acme/thumbnails:1.4");
    assertThat(at(pool, "/spec/taskTimeout")).isEqualTo("120s");
  }

  @Test
  void a_deployment_of_another_namespace_is_not_taken() {
    var other = DEPLOYMENT.replace("namespace: media", "namespace: other").replace(":1.4", ":0.1");
    var pool = only(other + DEPLOYMENT + "---\n" + scaledObject());
    assertThat(at(pool, "/spec/template/spec/containers/0/image")).isEqualTo("acme/thumbnails:1.4");
    assertThat(at(only(scaledObject() + other), "/spec/template/spec/containers/0/image"))
        .isEqualTo(Conversion.NO_IMAGE);
  }

  @Test
  void several_deployments_that_it_may_mean_are_refused() {
    var unknown = scaledObject().replace(", namespace: media", "");
    var other = DEPLOYMENT.replace("namespace: media", "namespace: other");
    assertThatThrownBy(() -> pools(unknown + DEPLOYMENT + other))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("test: expected one Deployment thumbnails, but found 2.");
  }

  @Test
  void the_mode_of_a_file_stays_octal() {
    var mounted =
        DEPLOYMENT.replace(
            "      containers:",
            "      volumes: [{name: key, secret: {secretName: key, defaultMode: 0400}}]\n"
                + "      containers:");
    assertThat(mounted).contains("0400");
    var pool = only(scaledObject() + mounted);
    assertThat(at(pool, "/spec/template/spec/volumes/0/secret/defaultMode")).isEqualTo("256");
  }

  @Test
  void the_pool_is_not_called_like_the_deployment_whose_place_it_takes() {
    assertThat(at(only(scaledObject()), "/metadata/name")).isEqualTo("thumbnails-pool");
    assertThat(
            at(
                only(
                    scaledObject()
                        .replace(
                            "scaleTargetRef: {name: thumbnails}",
                            "scaleTargetRef: {name: puller}")),
                "/metadata/name"))
        .isEqualTo("thumbnails");
  }

  @Test
  void no_pool_has_the_name_of_another_or_of_a_deployment() {
    var two =
        triggers(
                "{type: gcp-pubsub, metadata: {subscriptionName: tasks}},"
                    + " {type: gcp-pubsub, metadata: {subscriptionName: orders}}")
            .replace("scaleTargetRef: {name: thumbnails}", "scaleTargetRef: {name: web}");
    var called =
        scaledObject()
            .replace("metadata: {name: thumbnails,", "metadata: {name: thumbnails-1,")
            .replace("scaleTargetRef: {name: thumbnails}", "scaleTargetRef: {name: other}");
    var deployment =
        DEPLOYMENT.replace("metadata: {name: thumbnails,", "metadata: {name: thumbnails-2,");
    assertThat(
            pools(two + "---\n" + called + deployment).stream()
                .map(pool -> at(pool, "/metadata/name")))
        .containsExactly("thumbnails-1", "thumbnails-2-2", "thumbnails-1-2");
  }

  @DisplayName("is refused where a command that it prints would say something else")
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "scaleTargetRef: {name: thumbnails} | scaleTargetRef: {name: \"x; rm -rf /\"} | spec.scaleTargetRef.name: expected a name that Kubernetes takes, but found 'x; rm -rf /'.",
        "scaleTargetRef: {name: thumbnails} | scaleTargetRef: {name: x, kind: a b} | spec.scaleTargetRef.kind: expected a name that Kubernetes takes, but found 'a b'.",
        "namespace: media | namespace: Media_1 | metadata.namespace: expected a name that Kubernetes takes, but found 'Media_1'.",
        "name: thumbnails, | name: -thumbnails, | metadata.name: expected a name that Kubernetes takes, but found '-thumbnails'.",
      })
  void names(String before, String after, String sentence) {
    assertThatThrownBy(() -> conversion(scaledObject().replace(before, after)))
        .isInstanceOf(UsageException.class)
        .hasMessage(sentence);
  }

  @Test
  void a_file_that_is_nested_too_deeply_is_refused_in_a_sentence() {
    assertThatThrownBy(() -> Manifests.parse("deep.yaml", "[".repeat(20_000)))
        .isInstanceOf(UsageException.class)
        .hasMessage("deep.yaml is nested too deeply for manifests of Kubernetes.");
  }

  @DisplayName("what it can't take over says why")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: gcp-pubsub, metadata: {subscriptionName: projects/123456/subscriptions/tasks}} | expected the ID of a project, but found its number in 'projects/123456/subscriptions/tasks'",
        "{type: gcp-pubsub, metadata: {subscriptionNameFromEnv: OTHER}} | the container has no variable OTHER, unless it comes from envFrom (configMapRef where)",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Mars/X, start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 3}}' | expected a time zone such as Europe/Berlin, but found 'Mars/X'",
        "'{type: prometheus, metadata: {query: \"sum(pubsub_googleapis_com:subscription_num_undelivered_messages{subscription_id=~\\\"thumb.*\\\"})\", threshold: 5}}' | it asks for subscriptions by a pattern; write one of them",
        "{type: gcp-pubsub, metadata: {subscriptionName: projects/acme/subscriptions/w}} | an ID, which has 3 to 255 letters, digits, and .-_~+%, a letter first, but found 'projects/acme/subscriptions/w'; write the right one",
        "{type: gcp-pubsub, metadata: {subscriptionName: '${SUB}'}} | but found '${SUB}'; convert what 'helm template' or envsubst prints",
        "'{type: prometheus, metadata: {query: \"pubsub{subscription_id=\\\"w\\\"}\", threshold: 5}}' | which has 3 to 255 letters, digits, and .-_~+%, a letter first, but found 'w'",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 300}}' | a trigger of type cron has desiredReplicas 300, and spec.scaling.schedule at most maxReplicas, so it is 100",
      })
  void reasons(String triggers, String why) {
    var deployment =
        DEPLOYMENT.replace("env:", "envFrom: [{configMapRef: {name: where}}]\n          env:");
    assertThat(notes(triggers(triggers) + deployment).leftOut())
        .anyMatch(note -> note.toString().contains(why));
    assertThat(pools(triggers(triggers) + deployment)).hasSize(1);
  }

  @Test
  void a_query_that_names_a_short_project_names_it_in_full() {
    var query = "pubsub{subscription_id=\"tasks\",project_id=\"acme\"}";
    var pool =
        only(triggers("{type: prometheus, metadata: {query: '" + query + "', threshold: 5}}"));
    assertThat(at(pool, "/spec/subscription")).isEqualTo("projects/acme/subscriptions/tasks");
  }

  @Test
  void an_age_that_no_trigger_gives_is_named_as_the_default_of_its_mode() {
    var text =
        triggers(
            "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge}}");
    assertThat(notes(text).mapped())
        .anyMatch(
            note ->
                note.path().endsWith(".metadata.mode")
                    && note.sentence().contains("maxWait: 10s, KEDA's default."))
        .noneMatch(note -> note.path().endsWith("subscriptionSize"));
  }

  @Test
  void what_replaces_or_cuts_a_number_or_a_word_says_so() {
    var text =
        scaledObject(
                "fallback: {failureThreshold: 3, replicas: 600}",
                "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {selectPolicy: Min}}}}")
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/paused-scale-in: 'true'}}");
    assertThat(notes(text).mapped())
        .anyMatch(note -> note.toString().contains("The manifest says 600, which is more than"))
        .anyMatch(
            note ->
                note.toString()
                    .contains("selectPolicy: Disabled; write Min again when it may scale down"));
  }

  @Test
  void what_a_file_contains_is_told_without_a_stray_blank() {
    assertThat(Manifests.parse("a.yaml", "kind: ScaledObjectList").contents())
        .isEqualTo("ScaledObjectList");
  }

  @Test
  void a_lower_bound_above_the_upper_one_is_said_to_be_another() {
    var text = scaledObject("minReplicaCount: 5", "maxReplicaCount: 3");
    assertThat(at(only(text), "/spec/scaling/minReplicas")).isEqualTo("3");
    assertThat(notes(text).leftOut())
        .anyMatch(
            note ->
                note.toString()
                    .contains("spec.scaling.minReplicas is at most maxReplicas, so it is 3"));
  }

  @Test
  void a_name_that_is_too_long_is_cut() {
    var name = "t".repeat(100);
    var pool = only(scaledObject().replace("thumbnails", name));
    assertThat(at(pool, "/metadata/name")).isEqualTo("t".repeat(58) + "-pool");
  }

  @Test
  void each_subscription_has_a_pool() {
    var two =
        triggers(
            "{type: gcp-pubsub, metadata: {subscriptionName: tasks}},"
                + " {type: gcp-pubsub, metadata: {subscriptionName: orders}},"
                + " {type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge, value: 60}}");
    var pools = pools(two);
    assertThat(pools.stream().map(pool -> at(pool, "/spec/subscription")))
        .containsExactly("tasks", "orders");
    assertThat(pools.stream().map(pool -> at(pool, "/metadata/name")))
        .containsExactly("thumbnails-pool-1", "thumbnails-pool-2");
  }

  @Test
  void each_pool_has_the_wait_of_its_own_subscription() {
    var two =
        triggers(
            "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge, value: 60}},"
                + " {type: gcp-pubsub, metadata: {subscriptionName: orders, mode: OldestUnackedMessageAge, value: 5}},"
                + " {type: gcp-pubsub, metadata: {subscriptionName: third}}");
    assertThat(pools(two).stream().map(pool -> at(pool, "/spec/scaling/objective/maxWait")))
        .containsExactly("60s", "5s", "");
  }

  @Test
  void scaling_in_that_is_paused_keeps_the_rest_of_what_was_said_about_it() {
    var text =
        scaledObject(
                "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}}")
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/paused-scale-in: 'true'}}");
    var pool = only(text);
    assertThat(at(pool, "/spec/scaling/behavior/scaleDown/selectPolicy")).isEqualTo("Disabled");
    assertThat(at(pool, "/spec/scaling/behavior/scaleDown/stabilizationWindowSeconds"))
        .isEqualTo("60");
  }

  @Test
  void what_does_not_come_into_the_pool_is_not_said_to_be_mapped() {
    var text =
        scaledObject("idleReplicaCount: 0")
            .replace(
                "namespace: media}",
                "namespace: media, annotations: {autoscaling.keda.sh/force-activation: 'true'}}");
    assertThat(notes(text).leftOut())
        .extracting(Notes.Note::path)
        .contains("metadata.annotations[autoscaling.keda.sh/force-activation]");
    assertThat(notes(text).mapped())
        .extracting(Notes.Note::path)
        .doesNotContain("metadata.annotations[autoscaling.keda.sh/force-activation]");
  }

  @Test
  void an_id_alone_is_said_to_be_one() {
    var id = triggers("{type: gcp-pubsub, metadata: {subscriptionName: tasks}}");
    assertThat(notes(id).mapped())
        .extracting(Notes.Note::sentence)
        .anyMatch(sentence -> sentence.contains("the operator's own project"));
    assertThat(notes(scaledObject()).mapped())
        .extracting(Notes.Note::sentence)
        .noneMatch(sentence -> sentence.contains("the operator's own project"));
  }

  private static Notes notes(String manifests) {
    return conversion(manifests).notes();
  }

  private static Conversion conversion(String manifests) {
    var read = Manifests.parse("test", manifests);
    return Conversion.of(
        read.of("ScaledObject").findFirst().orElseThrow(), read, read, new PoolNames(read));
  }

  @Test
  void anchors_and_lists_are_read_as_kubectl_reads_them() {
    var list =
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: &name thumbnails}
            spec:
              scaleTargetRef: {name: *name}
              triggers: [{type: gcp-pubsub, metadata: {subscriptionName: *name}}]
        """;
    assertThat(at(only(list), "/spec/subscription")).isEqualTo("thumbnails");
  }

  @Test
  void what_a_user_wrote_does_not_end_the_comment_that_it_stands_in() {
    var text = scaledObject("\"odd\\u2028name\": 1", "\"a\\nb\": 2");
    assertThat(only(text).path("kind").asText()).isEqualTo("TaskWorkerPool");
  }

  private static JsonNode only(String manifests) {
    var pools = pools(manifests);
    assertThat(pools).hasSize(1);
    return pools.get(0);
  }

  /** What is printed, read again, after the API server's and the operator's own judgement. */
  static List<JsonNode> pools(String manifests) {
    var read = Manifests.parse("test", manifests);
    var names = new PoolNames(read);
    var conversions =
        read.of("ScaledObject").map(each -> Conversion.of(each, read, read, names)).toList();
    var text = conversions.stream().map(PoolText::of).collect(Collectors.joining("---\n"));
    var pools = Manifests.parse("printed", text).objects();
    for (var pool : pools) {
      assertThat(Admission.refusals(pool)).as(text).isEmpty();
      var resource = Serialization.unmarshal(pool.toString(), TaskWorkerPool.class);
      new PoolValidation(new PubSubNames(Optional.of("acme"))).validate(resource);
    }
    assertThat(pools)
        .isEqualTo(
            conversions.stream()
                .flatMap(conversion -> conversion.pools().stream())
                .map(ConversionTest::tree)
                .toList());
    return pools;
  }

  private static JsonNode tree(Object value) {
    try {
      return JSON.readTree(JSON.writeValueAsString(value));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String at(JsonNode pool, String pointer) {
    return pool.at(pointer).asText();
  }
}
