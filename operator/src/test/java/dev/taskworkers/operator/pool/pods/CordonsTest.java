// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was decided about a pod counts until reports and watches can show it. */
final class CordonsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final WorkerPod POD = PodBuilder.ready("a", NOW).build();
  private static final WorkerReport PULLING = ReportBuilder.startedAt(NOW).build();
  private static final WorkerReport CORDONED = ReportBuilder.startedAt(NOW).isCordoned().build();

  private static final PodPlan NOTHING = new PodPlan(1, List.of(), List.of(), List.of(), List.of());

  private final Cordons cordons = new Cordons();

  private void tell(List<WorkerPod> cordon, List<WorkerPod> release, List<WorkerPod> uncordon) {
    var podPlan = new PodPlan(1, cordon, List.of(), release, uncordon);
    cordons.tell(podPlan, List.of(POD), NOW);
    cordons.released(podPlan, NOW);
  }

  private boolean cordoned(WorkerReport report, int seconds) {
    return cordons.contains("a", Map.of("a", report), NOW.plusSeconds(seconds));
  }

  @Test
  void a_pod_that_was_never_told_is_what_it_says() {
    assertThat(cordoned(CORDONED, 0)).isTrue();
    assertThat(cordoned(PULLING, 0)).isFalse();
    assertThat(cordons.contains("a", Map.of(), NOW)).isFalse();
  }

  @Test
  void a_pod_that_was_told_to_pull_no_more_counts_so_for_fifteen_seconds() {
    tell(List.of(POD), List.of(), List.of());

    assertThat(cordoned(PULLING, 14)).isTrue();
    assertThat(cordoned(PULLING, 15)).isFalse();
  }

  @Test
  void a_pod_that_was_put_back_counts_so_though_its_report_is_older() {
    tell(List.of(POD), List.of(), List.of());
    tell(List.of(), List.of(), List.of(POD));

    assertThat(cordoned(CORDONED, 1)).isFalse();
  }

  @Test
  void what_a_pod_said_before_it_was_put_back_counts_no_more_later_however_late_it_comes() {
    tell(List.of(), List.of(), List.of(POD));

    assertThat(cordoned(CORDONED, 15)).isFalse();
    assertThat(cordoned(CORDONED, 59)).isFalse();
    var later = ReportBuilder.startedAt(NOW).isCordoned().build(NOW.plusSeconds(1));
    assertThat(cordoned(later, 14)).isFalse();
    assertThat(cordoned(later, 15)).isTrue();
  }

  @Test
  void a_pod_whose_clock_is_behind_is_what_it_says_a_minute_after_it_was_put_back() {
    tell(List.of(), List.of(), List.of(POD));

    assertThat(cordoned(CORDONED, 60)).isTrue();
  }

  @Test
  void a_pod_that_was_released_is_remembered_until_it_leaves() {
    tell(List.of(), List.of(POD), List.of());

    assertThat(cordons.isReleased("a", NOW.plusSeconds(14))).isTrue();
    assertThat(cordons.isReleased("a", NOW.plusSeconds(15))).isFalse();
    assertThat(cordons.wasReleased("a")).isTrue();

    cordons.tell(NOTHING, List.of(POD), NOW.plusSeconds(3600));
    assertThat(cordons.wasReleased("a")).isTrue();
    cordons.tell(NOTHING, List.of(), NOW.plusSeconds(3605));
    assertThat(cordons.wasReleased("a")).isFalse();
  }

  @Test
  void while_others_leave_that_were_released_with_it_kubernetes_is_still_about_to_remove_it() {
    var other = PodBuilder.ready("b", NOW).build();
    tell(List.of(), List.of(POD, other), List.of());

    cordons.tell(NOTHING, List.of(POD), NOW.plusSeconds(60));

    assertThat(cordons.isReleased("a", NOW.plusSeconds(74))).isTrue();
    assertThat(cordons.isReleased("a", NOW.plusSeconds(75))).isFalse();
  }

  @Test
  void a_pod_is_only_kept_from_pulling_as_long_as_the_replicas_were_not_lowered_for_it() {
    cordons.tell(new PodPlan(1, List.of(), List.of(), List.of(POD), List.of()), List.of(POD), NOW);

    assertThat(cordons.wasReleased("a")).isFalse();
    assertThat(cordoned(PULLING, 1)).isTrue();
  }

  @Test
  void a_pool_that_others_scale_has_only_pods_that_are_what_they_say() {
    tell(List.of(), List.of(POD), List.of());

    cordons.leftAlone();

    assertThat(cordoned(PULLING, 1)).isFalse();
  }

  @Test
  void what_a_pod_said_before_it_was_told_to_pull_no_more_does_not_count() {
    var before = Map.of("a", CORDONED);
    tell(List.of(POD), List.of(), List.of());

    assertThat(cordons.current(before)).isEmpty();
    assertThat(cordons.current(Map.of("a", ReportBuilder.startedAt(NOW).build(NOW.plusMillis(1)))))
        .containsKey("a");
  }
}
