// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Whatever a ScaledObject has")
class NothingUnsaidTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** What every ScaledObject has, and what names it. */
  private static final Set<String> NAMES =
      Set.of(
          "apiVersion",
          "kind",
          "metadata.name",
          "metadata.namespace",
          "spec.scaleTargetRef.name",
          "spec.triggers[0].type",
          "spec.triggers[1].type");

  /** Fields of KEDA with values of theirs, and fields that no version of KEDA has yet. */
  private static final Map<String, List<String>> FIELDS =
      Map.ofEntries(
          Map.entry("/spec/minReplicaCount", List.of("0", "3")),
          Map.entry("/spec/maxReplicaCount", List.of("1", "50", "20000")),
          Map.entry("/spec/idleReplicaCount", List.of("0")),
          Map.entry("/spec/pollingInterval", List.of("5", "\"30\"")),
          Map.entry("/spec/cooldownPeriod", List.of("0", "300")),
          Map.entry("/spec/initialCooldownPeriod", List.of("60")),
          Map.entry(
              "/spec/fallback",
              List.of(
                  "{\"failureThreshold\":3,\"replicas\":0}",
                  "{\"failureThreshold\":1,\"replicas\":70}",
                  "{\"failureThreshold\":3,\"replicas\":6,\"behavior\":\"currentReplicas\"}",
                  "{\"failureThreshold\":3,\"replicas\":6,\"new\":1}")),
          Map.entry(
              "/spec/advanced",
              List.of(
                  "{\"restoreToOriginalReplicaCount\":true}",
                  "{\"scalingModifiers\":{\"formula\":\"a + b\",\"target\":\"2\"}}",
                  "{\"horizontalPodAutoscalerConfig\":{\"name\":\"x\",\"behavior\":{\"scaleUp\":"
                      + "{\"tolerance\":\"0.2\",\"policies\":[{\"type\":\"Pods\",\"value\":4,"
                      + "\"periodSeconds\":15}]}}}}")),
          Map.entry("/metadata/labels", List.of("{\"app\":\"x\",\"helm.sh/chart\":\"y\"}")),
          Map.entry(
              "/metadata/annotations",
              List.of(
                  "{\"autoscaling.keda.sh/paused\":\"true\"}",
                  "{\"autoscaling.keda.sh/paused-replicas\":\"3\"}",
                  "{\"autoscaling.keda.sh/paused-replicas\":\"\"}",
                  "{\"autoscaling.keda.sh/paused\":\"no\"}",
                  "{\"autoscaling.keda.sh/paused\":\"0\"}",
                  "{\"note\":\"a\\nb\"}")),
          Map.entry(
              "/spec/triggers/0/metadata/mode",
              List.of("\"OldestUnackedMessageAge\"", "\"MessageSizes\"")),
          Map.entry("/spec/triggers/0/metadata/value", List.of("\"5.5\"", "5", "\"x\"")),
          Map.entry("/spec/triggers/0/metadata/activationValue", List.of("\"2\"")),
          Map.entry("/spec/triggers/0/metadata/aggregation", List.of("\"sum\"")),
          Map.entry("/spec/triggers/0/metadata/timeHorizon", List.of("\"5m\"")),
          Map.entry("/spec/triggers/0/metadata/valueIfNull", List.of("\"0.0\"")),
          Map.entry("/spec/triggers/0/metadata/credentialsFromEnv", List.of("\"KEY\"")),
          Map.entry("/spec/triggers/0/authenticationRef", List.of("{\"name\":\"who\"}")),
          Map.entry("/spec/triggers/0/metricType", List.of("\"Value\"")),
          Map.entry("/spec/triggers/0/useCachedMetrics", List.of("true")),
          Map.entry("/spec/triggers/0/name", List.of("\"a\"")),
          Map.entry("/spec/triggers/0/later", List.of("{\"a\":[1,{\"b\":2}]}", "7")),
          Map.entry(
              "/spec/triggers/1",
              List.of(
                  "{\"type\":\"prometheus\",\"metadata\":{\"threshold\":\"5\",\"query\":"
                      + "\"sum(pubsub{subscription_id=\\\"two\\\"})"
                      + " + sum(pubsub{subscription_id=\\\"three\\\"})\"}}",
                  "{\"type\":\"gcp-pubsub\",\"metadata\":{\"topicName\":\"orders\"}}",
                  "{\"type\":\"prometheus\",\"metadata\":{\"query\":"
                      + "\"sum(pubsub{subscription_id=~\\\"two.*\\\"})\"}}")),
          Map.entry("/spec/later", List.of("[1]", "\"x\"")),
          Map.entry("/spec/scaleTargetRef/envSourceContainerName", List.of("\"puller\"")));

  @Property(tries = 100)
  @Label("is mapped or left out with a reason, in a pool that Kubernetes and the operator take")
  void is_said(@ForAll("scaledObjects") JsonNode scaledObject) {
    ConversionTest.pools(scaledObject.toString());

    var manifests = new Manifests("test", List.of(scaledObject));
    var notes = Conversion.of(scaledObject, manifests, manifests, new PoolNames(manifests)).notes();
    var said =
        Stream.concat(notes.mapped().stream(), notes.leftOut().stream())
            .map(Notes.Note::path)
            .toList();
    assertThat(leaves("", scaledObject))
        .allSatisfy(
            leaf ->
                assertThat(said)
                    .as(leaf)
                    .anyMatch(
                        path ->
                            leaf.equals(path)
                                || leaf.startsWith(path + ".")
                                || leaf.startsWith(path + "[")));
  }

  @Provide
  Arbitrary<JsonNode> scaledObjects() {
    return Arbitraries.of(FIELDS.keySet().stream().sorted().toList())
        .set()
        .ofMaxSize(12)
        .flatMap(names -> Arbitraries.integers().between(0, 11).map(choice -> with(names, choice)));
  }

  private static JsonNode with(Set<String> names, int choice) {
    try {
      var scaledObject =
          (ObjectNode) Manifests.parse("x", ConversionTest.scaledObject()).objects().get(0);
      for (var pointer : names) {
        var end = pointer.lastIndexOf('/');
        var values = FIELDS.get(pointer);
        var value = JSON.readTree(values.get(choice % values.size()));
        var parent = scaledObject.at(pointer.substring(0, end));
        if (parent instanceof ArrayNode list) {
          list.add(value);
        } else {
          ((ObjectNode) parent).set(pointer.substring(end + 1), value);
        }
      }
      return scaledObject;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> leaves(String path, JsonNode node) {
    var leaves = new ArrayList<String>();
    for (var field : node.properties()) {
      leaves.addAll(leaves(new Fields(path, node).path(field.getKey()), field.getValue()));
    }
    for (var i = 0; node.isArray() && i < node.size(); i++) {
      leaves.addAll(leaves(path + "[" + i + "]", node.get(i)));
    }
    if (node.isValueNode() && !NAMES.contains(path)) {
      leaves.add(path);
    }
    return leaves;
  }
}
