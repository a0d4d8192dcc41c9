// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pools as somebody may have stored them past the schema: each is read, or refused in a sentence.
 */
final class HostilePoolTest {
  private static final String WHOLE =
      """
      metadata: {name: p, namespace: n, uid: u, generation: 1}
      spec:
        subscription: projects/acme/subscriptions/tasks
        project: null
        mode: Auto
        handler: {%s}
        concurrency: 4
        taskTimeout: 10m
        maxTaskTimeout: 1h
        pull: Unary
        rateLimit: {perPod: 10/s, perPool: 100/s}
        retry: {maxAttempts: 5, minBackoff: 10s, maxBackoff: 10m}
        deadLetter: {topic: dead}
        deduplication: {attribute: id, window: 10m}
        podDisruptionBudget: Managed
        scaling:
          minReplicas: 0
          maxReplicas: 10
          arrivals: Auto
          objective: {maxWait: 1m, drainWithin: 5m}
          fallback: {replicas: 2, after: 5m}
          schedule: [{cron: "0 8 * * 1-5", duration: 10h, timeZone: Europe/Berlin, minReplicas: 2}]
          behavior:
            scaleUp: {selectPolicy: Max, policies: [{type: Pods, value: 4, periodSeconds: 60}]}
            scaleDown: {stabilizationWindowSeconds: 60}
        template:
          metadata: {labels: {team: a}, annotations: {a: b}}
          spec:
            terminationGracePeriodSeconds: 30
            securityContext: {runAsUser: 0}
            volumes: [{name: v, emptyDir: {}}]
            initContainers: [{name: i, image: acme/init, env: [{name: A, value: b}]}]
            containers:
              - name: worker
                image: acme/thumbnails
                env: [{name: OTEL_SERVICE_NAME, value: b}]
                resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}
                lifecycle: {preStop: {%s}}
                volumeMounts: [{name: v, mountPath: /v}]
      """;

  private static final String SLEEP = "sleep: {seconds: 5}";

  /** One of each kind, with what is read of that kind alone. */
  enum Base {
    EXEC("exec: {command: [/app/thumbnail]}", SLEEP, "worker: {logLevel: Info}"),
    HTTP(
        "http: {port: 8080, path: /a, format: PubSubPush, deadLetterOn: [400], dropOn: [410]}",
        "httpGet: {path: /drained, port: 1, host: h}",
        """
        worker:
          logLevel: Info
          imagePullPolicy: Always
          resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}
          env: [{name: A, value: b}]
          volumeMounts: [{name: v, mountPath: /v, subPath: s, readOnly: true}]
        """),
    JAVA(
        "java: {className: a.B}",
        SLEEP,
        "{batch: {size: 2, within: 1s}, recycle: {afterTasks: 10, afterMemory: 700Mi}}"),
    SELF("self: {}", SLEEP, "{}");

    private final ObjectNode tree;

    Base(String handler, String hook, String more) {
      this.tree = tree(handler, hook, more);
    }

    private static ObjectNode tree(String handler, String hook, String more) {
      var tree =
          (ObjectNode) Serialization.unmarshal(WHOLE.formatted(handler, hook), JsonNode.class);
      tree.put("apiVersion", "taskworkers.dev/v1beta1").put("kind", "TaskWorkerPool");
      ((ObjectNode) tree.get("spec"))
          .setAll((ObjectNode) Serialization.unmarshal("---\n" + more, JsonNode.class));
      return tree;
    }
  }

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DeploymentTemplate TEMPLATE = new DeploymentTemplate(Manifests.CONFIG);
  private static final PoolValidation VALIDATION =
      new PoolValidation(new PubSubNames(Optional.of("acme")));
  private static final List<JsonNode> VALUES = hostileValues();

  /** One field or element anywhere is another. */
  record Change(int where, JsonNode value) {}

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(Arbitraries.integers().between(0, 10_000), values()).as(Change::new);
  }

  private static Arbitrary<JsonNode> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20).map(JSON::textNode), Arbitraries.of(VALUES));
  }

  private static List<JsonNode> hostileValues() {
    var texts =
        Stream.of(
            "",
            " ",
            "\u0000",
            "\u001b[2J\u202e",
            "/",
            "projects//subscriptions/",
            "projects/a/subscriptions/b/c",
            "//pubsub.googleapis.com/projects/acme/subscriptions/tasks",
            "P1D",
            "-1s",
            "99999999999999999999h",
            "1e309",
            "* * * * *",
            "0 0 31 2 *",
            "$($($(",
            "99999999999999999Gi",
            "x".repeat(100_000),
            "\ud800");
    var numbers =
        Stream.<JsonNode>of(
            JSON.numberNode(0),
            JSON.numberNode(-1),
            JSON.numberNode(Integer.MIN_VALUE),
            JSON.numberNode(Integer.MAX_VALUE),
            JSON.numberNode(Long.MAX_VALUE),
            JSON.numberNode(1.5),
            JSON.numberNode(1e300));
    var others =
        Stream.of(
            JSON.nullNode(),
            JSON.booleanNode(true),
            JSON.objectNode(),
            JSON.arrayNode(),
            JSON.arrayNode().add(JSON.nullNode()),
            JSON.arrayNode().add(JSON.objectNode()),
            JSON.objectNode().set("", JSON.nullNode()),
            deep(100));
    return Stream.of(texts.map(JSON::textNode), numbers, others)
        .<JsonNode>flatMap(same -> same)
        .toList();
  }

  private static JsonNode deep(int levels) {
    JsonNode node = JSON.arrayNode();
    for (var i = 0; i < levels; i++) {
      node = JSON.arrayNode().add(node);
    }
    return node;
  }

  private static TaskWorkerPool hostile(Base base, List<Change> changes) {
    var tree = base.tree.deepCopy();
    changes.forEach(change -> apply(change, tree.get("spec")));
    return Serialization.unmarshal(tree.toString(), TaskWorkerPool.class);
  }

  private static void apply(Change change, JsonNode spec) {
    var places = places(spec, change.value());
    if (!places.isEmpty()) {
      places.get(change.where() % places.size()).run();
    }
  }

  private static List<Runnable> places(JsonNode spec, JsonNode value) {
    var places = new ArrayList<Runnable>();
    collect(spec, value.deepCopy(), places);
    return places;
  }

  private static void collect(JsonNode node, JsonNode value, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        places.add(() -> object.set(field.getKey(), value));
        descend(field.getValue(), value, places);
      }
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var index = i;
        places.add(() -> array.set(index, value));
        descend(array.get(i), value, places);
      }
    }
  }

  private static void descend(JsonNode node, JsonNode value, List<Runnable> places) {
    if (node instanceof ContainerNode<?>) {
      collect(node, value, places);
    }
  }

  private static void readOrRefuse(TaskWorkerPool resource) {
    try {
      var pool = VALIDATION.validate(resource);
      assertThat(pool.policyAt(Instant.EPOCH)).isNotNull();
      assertThat(Rendering.of(pool, TEMPLATE).digest()).isNotEmpty();
    } catch (UsageException e) {
      assertThat(e.getMessage()).endsWith(".").doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @EnumSource
  void is_read_as_long_as_nothing_is_changed(Base base) {
    var pool = VALIDATION.validate(hostile(base, List.of()));

    assertThat(Rendering.of(pool, TEMPLATE).digest()).isNotEmpty();
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource
  void is_read_or_refused_in_a_sentence_whatever_one_field_is(Base base) {
    var places = places(base.tree.get("spec"), JSON.nullNode()).size();
    assertThat(places).isGreaterThan(60);
    for (var where = 0; where < places; where++) {
      for (var value : VALUES) {
        readOrRefuse(hostile(base, List.of(new Change(where, value))));
      }
    }
  }

  @Property(seed = "7")
  void is_read_or_refused_in_a_sentence(
      @ForAll Base base, @ForAll("changes") Change one, @ForAll("changes") Change two) {
    readOrRefuse(hostile(base, List.of(one, two)));
  }

  @Property(seed = "8")
  void names_a_subscription_or_none_so_that_the_index_of_pools_goes_on(
      @ForAll Base base, @ForAll("changes") Change change) {
    try {
      assertThat(VALIDATION.subscription(hostile(base, List.of(change)))).isNotNull();
    } catch (UsageException e) {
      assertThat(e.getMessage()).endsWith(".");
    }
  }
}
