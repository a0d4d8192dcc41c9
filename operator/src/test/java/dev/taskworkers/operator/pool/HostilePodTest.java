// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.runtime.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Pods with any text where the API server takes any: whoever may write a pod's status or its
 * annotations in a namespace has the operator read and quote it.
 */
final class HostilePodTest {
  private static final String WHOLE =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: p-1
        namespace: n
        uid: u
        creationTimestamp: "2026-01-01T00:00:00Z"
        annotations:
          taskworkers.dev/order-keys: one
          controller.kubernetes.io/pod-deletion-cost: "-100"
          cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
      status:
        phase: Pending
        podIP: 10.0.0.1
        conditions:
          - {type: Ready, status: "False", lastTransitionTime: "2026-01-01T00:00:00Z"}
          - {type: PodScheduled, status: "False", reason: Unschedulable, message: no room}
        containerStatuses:
          - {name: worker, image: i, state: {waiting: {reason: ImagePullBackOff, message: no}}}
          - {name: other, image: i, state: {terminated: {reason: Error, exitCode: 1}}}
      """;

  /** What the API server, or the kubelet, lets nobody choose. */
  private static final List<String> FIXED =
      List.of("apiVersion", "kind", "name", "namespace", "uid", "type", "status");

  private static final String UNPLACED = "reason: Unschedulable, message: no room";

  /** The same on a node; where there is none, nothing is quoted of its containers. */
  private static final String PLACED =
      WHOLE.replace("status: \"False\", " + UNPLACED, "status: \"True\"");

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final int LONGEST = 4097;

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(30),
        Arbitraries.of(
            "",
            "\u0000",
            "\u001b]0;owned\u0007",
            "\u202egnp.exe",
            "\ud800",
            "line\nline",
            "x".repeat(200_000),
            "%s%n${jndi:ldap://x}"));
  }

  @Provide
  Arbitrary<String> bases() {
    return Arbitraries.of(WHOLE, PLACED);
  }

  private static Pod hostile(String base, int where, String text) {
    var tree = Serialization.unmarshal(base, JsonNode.class);
    var places = new java.util.ArrayList<Runnable>();
    collect(tree, text, places);
    places.get(Math.floorMod(where, places.size())).run();
    return Serialization.unmarshal(tree.toString(), Pod.class);
  }

  private static void collect(JsonNode node, String text, List<Runnable> places) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        var name = field.getKey();
        if (field.getValue().isTextual() && !FIXED.contains(name) && !name.contains("Time")) {
          places.add(() -> object.put(name, text));
        }
      }
    }
    node.forEach(child -> collect(child, text, places));
  }

  private static Conditions told(Pod pod) {
    var pods = PoolPods.of(List.of(pod));
    assertThat(pods.all()).hasSize(1);
    var inventory = PodInventory.of(1, false, pods, new Cordons(), Map.of(), NOW);
    var conditions = new Conditions(List.of(), 1L, NOW);
    PodTroubles.of(inventory, NOW).tell(conditions);
    return conditions;
  }

  @Example
  void are_quoted_by_why_no_node_has_room_or_else_by_why_a_container_waits() {
    for (var hostile :
        List.of(
            WHOLE.replace("message: no room", "message: sesame"),
            PLACED.replace("reason: ImagePullBackOff", "reason: sesame"))) {
      assertThat(told(Serialization.unmarshal(hostile, Pod.class)).list())
          .singleElement()
          .extracting(Condition::getMessage)
          .asString()
          .contains("sesame");
    }
  }

  @Property(seed = "9")
  void are_read_and_quoted_within_bounds_and_without_what_drives_a_terminal(
      @ForAll("bases") String base, @ForAll int where, @ForAll("texts") String text) {
    var conditions = told(hostile(base, where, text));

    assertThat(conditions.list())
        .extracting(Condition::getMessage)
        .allSatisfy(
            message -> assertThat(message).isEqualTo(Printable.of(message)).doesNotContain("\n"))
        .allSatisfy(message -> assertThat(message.length()).isLessThan(6 * LONGEST));
  }
}
