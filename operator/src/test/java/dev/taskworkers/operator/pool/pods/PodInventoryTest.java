// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pods that are not ready keep others from leaving, and how a pool goes to zero. */
final class PodInventoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ReportBuilder report() {
    return ReportBuilder.startedAt(NOW);
  }

  private static WorkerPod pod(String state, Duration since) {
    var pod = PodBuilder.ready("p", NOW.minusSeconds(7200));
    return switch (state) {
      case "ready" -> pod.build();
      case "lost" -> pod.lostSince(NOW.minus(since)).build();
      case "starting" -> PodBuilder.ready("p", NOW.minus(since)).starting().build();
      case "pending" -> PodBuilder.ready("p", NOW.minus(since)).notBegun().build();
      default -> throw new IllegalArgumentException(state);
    };
  }

  @DisplayName("a pod keeps others from leaving only while it works, and goes first without life")
  @ParameterizedTest(name = "{0} for {1} min, says {2}: works {3}, without life {4}")
  @CsvSource({
    // state  | min | says    | may work | lifeless
    "ready,      60, nothing,   false, false",
    "ready,      60, busy,      false, false",
    "lost,        1, busy,      true,  false",
    "lost,      600, busy,      true,  false",
    "lost,        1, idle,      false, false",
    "lost,      600, idle,      false, false",
    "lost,        1, nothing,   true,  false",
    "lost,       11, nothing,   false, true",
    "starting,    1, nothing,   true,  false",
    "starting,    1, idle,      false, false",
    "starting,   11, nothing,   false, true",
    "pending,     1, nothing,   false, true",
    "pending,   600, nothing,   false, true",
  })
  void unready(String state, int minutes, String says, boolean works, boolean lifeless) {
    var reports =
        switch (says) {
          case "busy" -> Map.of("p", report().busy(2).build());
          case "idle" -> Map.of("p", report().build());
          default -> Map.<String, WorkerReport>of();
        };
    var pods = new PoolPods(List.of(pod(state, Duration.ofMinutes(minutes))));

    var inventory = PodInventory.of(1, false, pods, new Cordons(), reports, NOW);

    assertThat(inventory.unsettled()).isEqualTo(works);
    assertThat(inventory.lifeless()).isEqualTo(lifeless ? 1 : 0);
  }

  @Test
  void replicas_that_a_quota_leaves_without_a_pod_go_before_the_only_one_that_works() {
    var reports = Map.of("p", report().busy(4).build());
    var pods = new PoolPods(List.of(pod("ready", Duration.ofMinutes(60))));

    var inventory = PodInventory.of(12, false, pods, new Cordons(), reports, NOW).refused();

    var podPlan = PodPlan.of(5, ReportingState.NOW, inventory);
    assertThat(podPlan.cordon()).isEmpty();
    assertThat(podPlan.replicas()).isEqualTo(5);
  }

  @Test
  void nine_idle_pods_go_though_the_tenth_is_not_ready_and_it_goes_with_them() {
    assertThat(replicasAfterTicks(Set.of(9))).isZero();
  }

  @Test
  void ten_idle_pods_go_though_none_is_ready_because_their_subscription_is_gone() {
    assertThat(replicasAfterTicks(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9))).isZero();
  }

  /** Ten idle pods that are heard, of which some have not been ready for an hour; zero wanted. */
  private static int replicasAfterTicks(Set<Integer> unready) {
    var pods = new ArrayList<WorkerPod>();
    var cordoned = new HashMap<String, Boolean>();
    IntStream.range(0, 10)
        .mapToObj(i -> PodBuilder.ready("p" + i, NOW.minusSeconds(7200)))
        .map(p -> unready.contains(pods.size()) ? p.lostSince(NOW.minusSeconds(3600)) : p)
        .forEach(p -> pods.add(p.build()));
    var cordons = new Cordons();
    var replicas = pods.size();
    for (var tick = 0; tick < 4 && replicas > 0; tick++) {
      var now = NOW.plusSeconds(5 * tick);
      var reports = new HashMap<String, WorkerReport>();
      for (var pod : pods) {
        var report = ReportBuilder.startedAt(NOW.minusSeconds(7200));
        var out = cordoned.getOrDefault(pod.name(), false);
        reports.put(pod.name(), (out ? report.isCordoned() : report).build(now));
      }
      var inventory = PodInventory.of(replicas, false, new PoolPods(pods), cordons, reports, now);
      var podPlan = PodPlan.of(0, ReportingState.NOW, inventory);
      cordons.tell(podPlan, inventory.staying(), now);
      cordons.released(podPlan, now);
      podPlan.cordon().forEach(pod -> cordoned.put(pod.name(), true));
      pods.replaceAll(pod -> podPlan.mark().contains(pod) ? marked(pod) : pod);
      replicas = podPlan.replicas();
    }
    return replicas;
  }

  private static WorkerPod marked(WorkerPod pod) {
    return new WorkerPod(
        pod.identity(),
        pod.ip(),
        pod.createdAt(),
        pod.readiness(),
        pod.begun(),
        pod.stopping(),
        pod.unschedulableSince(),
        pod.stuck(),
        Marks.of(Map.of(Marks.DELETION_COST, Marks.CHEAP)),
        pod.timeToReady(),
        pod.placement());
  }
}
