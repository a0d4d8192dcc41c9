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
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
        handler: {exec: {command: [/app/thumbnail]}}
        concurrency: 4
        taskTimeout: 10m
        maxTaskTimeout: 1h
        pull: Pull
        rateLimit: {perPod: 10/s, perPool: 100/s}
        retry: {maxAttempts: 5, minBackoff: 10s, maxBackoff: 10m}
        deadLetter: {topic: dead}
        deduplication: {attribute: id, window: 10m}
        worker: {logLevel: Info}
        podDisruptionBudget: Managed
        scaling:
          minReplicas: 0
          maxReplicas: 10
          arrivals: Auto
          objective: {maxWait: 1m, drainWithin: 5m}
          fallback: {replicas: 2}
          schedule: [{cron: "0 8 * * 1-5", duration: 10h, timeZone: Europe/Berlin, minReplicas: 2}]
          behavior:
            scaleUp: {selectPolicy: Max, policies: [{type: Pods, value: 4, periodSeconds: 60}]}
            scaleDown: {stabilizationWindowSeconds: 60}
        template:
          metadata: {labels: {team: a}}
          spec:
            terminationGracePeriodSeconds: 30
            containers:
              - name: worker
                image: acme/thumbnails
                env: [{name: A, value: b}]
                volumeMounts: [{name: v, mountPath: /v}]
      """;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DeploymentTemplate TEMPLATE = new DeploymentTemplate(Manifests.CONFIG);
  private static final PoolValidation VALIDATION = new PoolValidation(Optional.of("acme"));

  /** One field or element anywhere is another. */
  record Change(int where, JsonNode value) {}

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(Arbitraries.integers().between(0, 10_000), values()).as(Change::new);
  }

  private static Arbitrary<JsonNode> values() {
    var texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.of(
                "",
                " ",
                "\u0000",
                "\u001b[2J\u202e",
                "/",
                "projects//subscriptions/",
                "projects/a/subscriptions/b/c",
                "P1D",
                "-1s",
                "99999999999999999999h",
                "1e309",
                "* * * * *",
                "0 0 31 2 *",
                "$($($(",
                "x".repeat(100_000),
                "\ud800"));
    var numbers =
        Arbitraries.of(
            JSON.numberNode(0),
            JSON.numberNode(-1),
            JSON.numberNode(Integer.MIN_VALUE),
            JSON.numberNode(Long.MAX_VALUE),
            JSON.numberNode(1.5),
            JSON.numberNode(1e300));
    return Arbitraries.oneOf(
        texts.map(JSON::textNode),
        numbers.map(number -> (JsonNode) number),
        Arbitraries.of(
            JSON.nullNode(),
            JSON.booleanNode(true),
            JSON.objectNode(),
            JSON.arrayNode(),
            JSON.arrayNode().add(JSON.nullNode()),
            JSON.objectNode().set("", JSON.nullNode()),
            deep(100)));
  }

  private static JsonNode deep(int levels) {
    JsonNode node = JSON.arrayNode();
    for (var i = 0; i < levels; i++) {
      node = JSON.arrayNode().add(node);
    }
    return node;
  }

  private static TaskWorkerPool hostile(List<Change> changes) {
    var tree = (ObjectNode) Serialization.unmarshal(WHOLE, JsonNode.class);
    tree.put("apiVersion", "taskworkers.dev/v1beta1").put("kind", "TaskWorkerPool");
    changes.forEach(change -> apply(change, tree.get("spec")));
    return Serialization.unmarshal(tree.toString(), TaskWorkerPool.class);
  }

  private static void apply(Change change, JsonNode spec) {
    var places = new ArrayList<Runnable>();
    collect(spec, change.value().deepCopy(), places);
    if (!places.isEmpty()) {
      places.get(change.where() % places.size()).run();
    }
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

  @Property(tries = 3000, seed = "7")
  void is_read_or_refused_in_a_sentence(
      @ForAll("changes") Change one, @ForAll("changes") Change two) {
    var resource = hostile(List.of(one, two));
    try {
      var pool = VALIDATION.validate(resource);
      assertThat(pool.policyAt(Instant.EPOCH)).isNotNull();
      assertThat(Rendering.of(pool, TEMPLATE).digest()).isNotEmpty();
    } catch (UsageException e) {
      assertThat(e.getMessage()).endsWith(".").doesNotContain("Exception");
    }
  }

  @Property(tries = 500, seed = "8")
  void names_a_subscription_or_none_so_that_the_index_of_pools_goes_on(
      @ForAll("changes") Change change) {
    try {
      assertThat(VALIDATION.subscription(hostile(List.of(change)))).isNotNull();
    } catch (UsageException e) {
      assertThat(e.getMessage()).endsWith(".");
    }
  }
}
