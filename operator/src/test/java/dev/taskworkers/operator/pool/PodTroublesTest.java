// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeps pods from running tasks is said in the condition PodsHealthy. */
final class PodTroublesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(7200);
  private static final String NO_ROOM = "0/1 nodes are available: 1 Insufficient cpu.";

  private final List<WorkerPod> pods = new ArrayList<>();
  private final Map<String, WorkerReport> reports = new HashMap<>();

  private void add(PodBuilder pod) {
    pods.add(pod.build());
  }

  private static PodBuilder pod(String name) {
    return PodBuilder.ready(name, LONG_AGO);
  }

  private void handlerDown(String pod, int seconds) {
    reports.put(
        pod, ReportBuilder.startedAt(LONG_AGO).handlerDown(NOW.minusSeconds(seconds)).build(NOW));
  }

  private Condition told() {
    var inventory =
        PodInventory.of(pods.size(), false, new PoolPods(pods), new Cordons(), reports, NOW);
    var conditions = new Conditions(List.of(), 1L, NOW);
    PodTroubles.of(inventory, NOW).tell(conditions);
    return conditions.list().get(0);
  }

  private void assertHealthy() {
    assertThat(told().getType()).isEqualTo("PodsHealthy");
    assertThat(told().getStatus()).isEqualTo("True");
    assertThat(told().getReason()).isEqualTo("NoTrouble");
  }

  private void assertTold(String reason, String message) {
    assertThat(told().getStatus()).isEqualTo("False");
    assertThat(told().getReason()).isEqualTo(reason);
    assertThat(told().getMessage()).isEqualTo(message);
  }

  @Test
  void a_pool_without_pods_is_healthy() {
    assertHealthy();
  }

  @Test
  void a_pod_that_no_node_has_had_room_for_in_a_minute_is_told_in_kubernetes_words() {
    add(pod("a"));
    add(pod("b").unschedulable(NOW.minusSeconds(59), NO_ROOM));
    assertHealthy();

    add(pod("c").unschedulable(NOW.minusSeconds(60), NO_ROOM));
    assertTold("Unschedulable", "1 of 3 pods can't be placed on any node; c: " + NO_ROOM);
  }

  @Test
  void a_container_that_cannot_start_is_told_when_its_pod_is_a_minute_old() {
    add(PodBuilder.ready("b", NOW.minusSeconds(59)).notBegun().stuck("container c: ErrImagePull"));
    assertHealthy();

    add(PodBuilder.ready("a", NOW.minusSeconds(60)).notBegun().stuck("container c: ErrImagePull"));
    assertTold(
        "ContainerStuck", "1 of 2 pods can't run a container; a: container c: ErrImagePull.");
  }

  @Test
  void a_handler_that_has_not_answered_for_a_minute_is_told() {
    add(pod("a").starting());
    handlerDown("a", 59);
    assertHealthy();

    handlerDown("a", 60);
    assertTold("HandlerDown", "1 of 1 pod can't reach the handler; a: connection refused.");
  }

  @Test
  void several_troubles_are_all_told_and_the_most_telling_one_is_the_reason() {
    add(pod("b").starting().stuck("container server: CrashLoopBackOff"));
    add(pod("a").starting().stuck("container server: CrashLoopBackOff"));
    add(pod("c").unschedulable(LONG_AGO, NO_ROOM));
    handlerDown("a", 90);
    handlerDown("b", 90);

    assertTold(
        "HandlerDown",
        "2 of 3 pods can't reach the handler; a: connection refused."
            + " 2 of 3 pods can't run a container; a: container server: CrashLoopBackOff."
            + " 1 of 3 pods can't be placed on any node; c: "
            + NO_ROOM);
  }
}
