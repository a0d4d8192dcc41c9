// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pods that were released leave when Kubernetes has the time, and are counted out until then. */
final class ReleasedPodsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TICK = 5;

  private final List<WorkerPod> pods = new ArrayList<>();
  private final Set<String> cordoned = new HashSet<>();
  private final Set<String> putBack = new HashSet<>();
  private Cordons cordons = new Cordons();
  private Instant now = BEGIN;
  private int replicas;
  private boolean rollsOut;
  private boolean refusesReplicas;

  private void pods(int busy, int idle) {
    for (var i = 0; i < busy + idle; i++) {
      pods.add(PodBuilder.ready((i < busy ? "busy-" : "idle-") + i, BEGIN).build());
    }
    replicas = busy + idle;
  }

  private Map<String, WorkerReport> reports() {
    var reports = new HashMap<String, WorkerReport>();
    for (var pod : pods) {
      var report = ReportBuilder.startedAt(BEGIN).busy(pod.name().startsWith("busy") ? 1 : 0);
      var says = cordoned.contains(pod.name()) ? report.isCordoned() : report;
      reports.put(pod.name(), says.build(now));
    }
    return reports;
  }

  private PodInventory inventory() {
    return PodInventory.of(replicas, rollsOut, new PoolPods(pods), cordons, reports(), now);
  }

  /** A look that wants so many pods, after which Kubernetes removes some that were given up. */
  private PodPlan look(int wanted, int removed) {
    var inventory = inventory();
    var podPlan = PodPlan.of(wanted, ReportingState.NOW, inventory);
    cordons.tell(podPlan, inventory.staying(), now);
    podPlan.cordon().forEach(pod -> cordoned.add(pod.name()));
    podPlan.uncordon().forEach(pod -> cordoned.remove(pod.name()));
    podPlan.uncordon().forEach(pod -> putBack.add(pod.name()));
    pods.replaceAll(
        pod ->
            podPlan.mark().contains(pod)
                ? PodBuilder.ready(pod.name(), BEGIN).leaving().build()
                : podPlan.uncordon().contains(pod)
                    ? PodBuilder.ready(pod.name(), BEGIN).build()
                    : pod);
    if (!refusesReplicas) {
      replicas = podPlan.replicas();
      cordons.released(podPlan, now);
    }
    for (var i = 0; i < removed && pods.size() > replicas; i++) {
      pods.stream().filter(pod -> pod.marks().leaves()).findFirst().ifPresent(pods::remove);
    }
    now = now.plusSeconds(TICK);
    return podPlan;
  }

  private void looks(int seconds, int wanted, int removed) {
    for (var i = 0; i < seconds / TICK; i++) {
      look(wanted, removed);
      assertThat(inventory().active()).as("after %s", now).isEqualTo(wanted);
    }
  }

  /** The idle ones are kept from pulling, marked and released. */
  private void release(int wanted) {
    look(wanted, 0);
    look(wanted, 0);
    assertThat(look(wanted, 0).release()).hasSize(pods.size() - wanted);
    assertThat(replicas).isEqualTo(wanted);
  }

  @Test
  void pods_that_kubernetes_removes_slowly_are_not_put_back_to_work() {
    pods(10, 50);
    release(10);

    looks(150, 10, 2);

    assertThat(putBack).isEmpty();
    assertThat(pods).hasSize(10);
    assertThat(replicas).isEqualTo(10);
  }

  @Test
  void pods_that_nobody_removes_for_long_are_not_put_back_to_work() {
    pods(10, 50);
    release(10);

    looks(120, 10, 0);

    assertThat(putBack).isEmpty();
    assertThat(replicas).isEqualTo(10);
    assertThat(inventory().released()).hasSize(50);
    assertThat(inventory().wronglyMarked()).isEmpty();
  }

  @Test
  void another_operator_counts_out_whom_the_one_before_has_released() {
    pods(10, 50);
    release(10);
    cordons = new Cordons();

    looks(60, 10, 2);

    assertThat(putBack).isEmpty();
    assertThat(replicas).isEqualTo(10);
  }

  @Test
  void while_a_deployment_rolls_out_its_pods_are_too_many_for_another_reason() {
    pods(10, 5);
    look(10, 0);
    look(10, 0);
    cordons = new Cordons();
    replicas = 12;
    rollsOut = true;

    assertThat(inventory().released()).isEmpty();
    rollsOut = false;
    assertThat(inventory().released()).hasSize(3);
    assertThat(inventory().cordoned()).hasSize(2);
  }

  @Test
  void those_that_kubernetes_does_not_remove_since_more_are_wanted_are_put_back_to_work() {
    pods(10, 50);
    release(10);

    for (var i = 0; i < 4; i++) {
      look(25, 0);
    }

    assertThat(putBack).hasSize(15);
    assertThat(replicas).isEqualTo(25);
    looks(60, 25, 100);
    assertThat(pods).hasSize(25).extracting(WorkerPod::name).containsAll(putBack);
  }

  @Test
  void those_that_kubernetes_goes_on_to_remove_are_left_to_it_though_more_are_wanted() {
    pods(10, 50);
    release(10);

    for (var i = 0; i < 5; i++) {
      look(25, 7);
    }

    assertThat(putBack).isEmpty();
    assertThat(replicas).isEqualTo(25);
  }

  @Test
  void when_fewer_replicas_are_refused_those_that_work_go_on() {
    pods(1, 19);
    refusesReplicas = true;

    looks(120, 1, 0);

    assertThat(cordoned).hasSize(19).noneMatch(pod -> pod.startsWith("busy"));
    assertThat(replicas).isEqualTo(20);
  }
}
