package dev.taskworkers.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
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
        "{type: gcp-pubsub, metadata: {subscriptionName: tasks, mode: OldestUnackedMessageAge, value: 0.5}} | /spec/scaling/objective |",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 8 * * 1-5, end: 30 17 * * 1-5, desiredReplicas: 3}}' | /spec/scaling/schedule/0/duration | 9h30m",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 22 * * *, end: 0 6 * * *, desiredReplicas: 3}}' | /spec/scaling/schedule/0/duration | 8h",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Europe/Berlin, start: 0 8 1 * *, end: 0 8 28 * *, desiredReplicas: 3}}' | /spec/scaling/schedule |",
        "'{type: gcp-pubsub, metadata: {subscriptionName: tasks}}, {type: cron, metadata: {timezone: Nowhere, start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 3}}' | /spec/scaling/schedule |",
        "'{type: prometheus, metadata: {query: \"sum(pubsub_googleapis_com:subscription_num_undelivered_messages{subscription_id=\\\"tasks\\\"})\", threshold: 5}}' | /spec/subscription | tasks",
        "'{type: gcp-stackdriver, metadata: {filter: metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id=\"tasks\", targetValue: 5}}' | /spec/subscription | tasks",
      })
  void triggers(String triggers, String pointer, String value) {
    assertThat(at(only(triggers(triggers) + DEPLOYMENT), pointer))
        .isEqualTo(value == null ? "" : value);
  }

  @DisplayName("by its annotations")
  @ParameterizedTest(name = "{0} gives {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "autoscaling.keda.sh/paused: 'true' | /spec/mode | Paused",
        "autoscaling.keda.sh/paused: 'false' | /spec/mode | Advise",
        "autoscaling.keda.sh/paused-replicas: '3' | /spec/replicas | 3",
        "autoscaling.keda.sh/paused-scale-in: 'true' | /spec/scaling/behavior/scaleDown/selectPolicy | Disabled",
        "autoscaling.keda.sh/paused-scale-out: 'true' | /spec/scaling/behavior/scaleUp/selectPolicy | Disabled",
        "autoscaling.keda.sh/force-activation: 'true' | /spec/scaling/minReplicas | 1",
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
    var conversion = Conversion.of(read.of("ScaledObject").findFirst().orElseThrow(), read, read);
    var text = PoolText.of(conversion);
    var pools = Manifests.parse("printed", text).objects();
    for (var pool : pools) {
      assertThat(Admission.refusals(pool)).as(text).isEmpty();
      var resource = Serialization.unmarshal(pool.toString(), TaskWorkerPool.class);
      new PoolValidation(Optional.of("acme")).validate(resource);
    }
    assertThat(pools).isEqualTo(conversion.pools().stream().map(ConversionTest::tree).toList());
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
