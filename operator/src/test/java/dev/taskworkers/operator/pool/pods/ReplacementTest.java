// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The one pod that fails is replaced, gently; of those that all fail one is tried. */
final class ReplacementTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minusSeconds(7200);

  private final List<WorkerPod> pods = new ArrayList<>();
  private final Map<String, ReportBuilder> says = new HashMap<>();
  private final Cordons cordons = new Cordons();
  private int replicas;
  private int clocksBehind;

  private void well(int count) {
    for (var i = 0; i < count; i++) {
      add(PodBuilder.ready("well-" + pods.size(), LONG_AGO).build(), report().busy(4));
    }
  }

  private WorkerPod add(WorkerPod pod, ReportBuilder report) {
    pods.add(pod);
    says.put(pod.name(), report);
    return pod;
  }

  /** A pod that has worked, and whose handler has been down for some seconds. */
  private WorkerPod down(String name, int seconds) {
    return add(
        PodBuilder.ready(name, LONG_AGO).build(),
        report().done(9).handlerDown(NOW.minusSeconds(seconds)));
  }

  private static ReportBuilder report() {
    return ReportBuilder.startedAt(LONG_AGO);
  }

  private PodInventory inventory(Instant now) {
    var reports = new HashMap<String, WorkerReport>();
    says.forEach((pod, report) -> reports.put(pod, report.build(now.minusSeconds(clocksBehind))));
    return PodInventory.of(
        Math.max(replicas, pods.size()), false, new PoolPods(pods), cordons, reports, now);
  }

  private List<Replacement> replacements(Instant now) {
    return Replacement.of(inventory(now), cordons, now);
  }

  private Optional<Replacement> replacement(Instant now) {
    return replacements(now).stream().findFirst();
  }

  private Optional<WorkerPod> replaced() {
    return replacement(NOW).map(Replacement::pod);
  }

  /** The pool is to have as many pods as at first. */
  private PodPlan carryOut(Instant now) {
    return carryOut(pods.size(), now);
  }

  private PodPlan carryOut(int wanted, Instant now) {
    var podPlan =
        PodPlan.of(wanted, ReportingState.NOW, inventory(now)).replacing(replacements(now));
    cordons.tell(podPlan, pods, now);
    cordons.released(podPlan, now);
    return podPlan;
  }

  @Test
  void one_of_twenty_whose_handler_is_down_is_replaced_and_its_place_is_kept() {
    well(19);
    var ill = down("ill", 30);

    assertThat(replaced()).contains(ill);
    assertThat(replacement(NOW).orElseThrow().why()).contains("connection refused");
    carryOut(NOW);
    assertThat(inventory(NOW.plusSeconds(5)).active()).isEqualTo(20);
  }

  @Test
  void it_is_deleted_once_it_says_that_it_pulls_no_more_and_runs_nothing() {
    well(3);
    var ill = down("ill", 30);
    carryOut(NOW);

    var later = NOW.plusSeconds(5);
    assertThat(replacement(later).orElseThrow().idle()).isFalse();
    says.computeIfPresent(ill.name(), (name, report) -> report.isCordoned());
    assertThat(replacement(later).orElseThrow().idle()).isTrue();
    assertThat(inventory(later).active()).isEqualTo(4);
  }

  @Test
  void a_handler_that_is_away_for_a_moment_is_waited_for() {
    well(3);
    down("a moment", 10);

    assertThat(replaced()).isEmpty();
  }

  @Test
  void the_last_pod_and_a_pool_of_which_more_than_half_are_ill_are_left_alone_at_first() {
    down("only", 30);
    assertThat(replaced()).isEmpty();

    well(1);
    assertThat(replaced()).isPresent();

    down("second", 30);
    assertThat(replaced()).isEmpty();
  }

  private void delete(WorkerPod pod, Instant now) {
    carryOut(now);
    says.computeIfPresent(pod.name(), (name, report) -> report.isCordoned());
    carryOut(now.plusSeconds(5));
    pods.remove(pod);
    says.remove(pod.name());
  }

  private WorkerPod starts(String name, Instant at) {
    return add(
        PodBuilder.ready(name, at).starting().build(), ReportBuilder.startedAt(at).handlerDown(at));
  }

  @Test
  void where_all_are_ill_for_a_minute_one_new_pod_is_tried_and_no_other_while_it_starts() {
    var first = down("first", 59);
    down("second", 59);
    assertThat(replaced()).isEmpty();

    var later = NOW.plusSeconds(1);
    assertThat(replacement(later).map(Replacement::pod)).contains(first);
    assertThat(replacement(later).orElseThrow().why()).contains("a new pod is tried");
    delete(first, later);
    starts("new", later.plusSeconds(10));

    for (var minute = 1; minute < 29; minute++) {
      assertThat(replacement(later.plusSeconds(60L * minute))).as("%s min", minute).isEmpty();
    }
  }

  @Test
  void a_new_pod_that_falls_ill_as_all_others_are_is_not_followed_for_ten_minutes() {
    var first = down("first", 300);
    down("second", 300);
    delete(first, NOW);
    down("new", 0);

    assertThat(replacement(NOW.plusSeconds(604))).isEmpty();
    assertThat(replacement(NOW.plusSeconds(605))).isPresent();
  }

  /** The first is told to pull no more, and goes on running; its substitute starts beside it. */
  private WorkerPod triedWhileBusy(WorkerPod first) {
    says.computeIfPresent(first.name(), (name, report) -> report.busy(2));
    carryOut(NOW);
    says.computeIfPresent(first.name(), (name, report) -> report.isCordoned());
    carryOut(NOW.plusSeconds(5));
    replicas = pods.size() + 1;
    return starts("new", NOW.plusSeconds(10));
  }

  @Test
  void a_try_goes_on_for_as_long_as_the_new_pod_starts_and_the_old_one_is_busy() {
    var first = down("first", 300);
    down("second", 300);
    var started = triedWhileBusy(first);

    for (var second = 10; second <= 120; second += 5) {
      var at = NOW.plusSeconds(second);
      assertThat(replacements(at))
          .as("after %s s", second)
          .extracting(Replacement::pod)
          .containsExactly(first);
      assertThat(carryOut(2, at).uncordon()).as("after %s s", second).isEmpty();
    }

    // It works for a second, and the second one is none of those that may follow already.
    pods.remove(started);
    says.remove(started.name());
    add(PodBuilder.ready("new", NOW.plusSeconds(124)).build(), report().busy(4));
    assertThat(replacements(NOW.plusSeconds(125)))
        .extracting(Replacement::pod)
        .containsExactly(first);
  }

  @Test
  void a_try_counts_though_the_old_pod_has_gone_by_itself_before_it_was_idle() {
    var first = down("first", 300);
    down("second", 300);
    triedWhileBusy(first);
    pods.removeIf(pod -> pod.name().equals("new"));
    down("new", 0);
    carryOut(2, NOW.plusSeconds(20));
    pods.remove(first);
    says.remove(first.name());

    for (var later = 25; later < 605; later += 5) {
      assertThat(replacements(NOW.plusSeconds(later))).as("after %s s", later).isEmpty();
      carryOut(2, NOW.plusSeconds(later));
    }
    assertThat(replacement(NOW.plusSeconds(605)).map(Replacement::pod)).isPresent();
  }

  @Test
  void a_pod_that_has_worked_and_is_not_heard_any_more_is_no_new_one() {
    var ill = down("ill", 300);
    var frozen =
        add(PodBuilder.ready("frozen", LONG_AGO).lostSince(NOW.minusSeconds(30)).build(), report());
    says.remove(frozen.name());

    assertThat(replaced()).contains(ill);
  }

  @Test
  void a_new_pod_that_says_nothing_is_waited_for_for_half_an_hour() {
    var ill = down("ill", 7000);
    var created = NOW.minusSeconds(1799);
    var stuck =
        add(
            PodBuilder.ready("stuck", created).notBegun().stuck("ImagePullBackOff").build(),
            report());
    says.remove(stuck.name());

    assertThat(replaced()).isEmpty();
    assertThat(replacement(NOW.plusSeconds(1)).map(Replacement::pod)).contains(ill);
  }

  @Test
  void those_of_before_follow_once_a_new_pod_works_though_they_are_most() {
    var first = down("first", 300);
    down("second", 300);
    down("third", 300);
    down("fourth", 300);
    delete(first, NOW);
    add(PodBuilder.ready("new", NOW.plusSeconds(10)).build(), report().busy(4));

    assertThat(replacement(NOW.plusSeconds(69))).isEmpty();
    assertThat(replacement(NOW.plusSeconds(70))).isPresent();
  }

  @Test
  void one_without_a_node_is_no_new_pod_that_could_work() {
    var ill = down("ill", 300);
    add(
        PodBuilder.ready("no node", NOW.minusSeconds(100))
            .starting()
            .unschedulable(NOW.minusSeconds(100), "no room")
            .build(),
        report());
    says.remove("no node");

    assertThat(replaced()).contains(ill);
  }

  @Test
  void one_at_a_time_is_replaced_and_not_more_than_one_a_minute() {
    well(4);
    var first = down("first", 30);
    var second = down("second", 30);
    carryOut(NOW);
    assertThat(replacement(NOW.plusSeconds(5)).map(Replacement::pod)).contains(first);

    says.computeIfPresent(first.name(), (name, report) -> report.isCordoned());
    carryOut(NOW.plusSeconds(5));
    pods.remove(first);
    says.remove(first.name());

    assertThat(replacement(NOW.plusSeconds(64))).isEmpty();
    assertThat(replacement(NOW.plusSeconds(65)).map(Replacement::pod)).contains(second);
  }

  @Test
  void a_pod_that_has_lost_its_readiness_for_minutes_is_replaced_though_it_answers() {
    well(3);
    var ill =
        add(PodBuilder.ready("ill", LONG_AGO).lostSince(NOW.minusSeconds(180)).build(), report());

    assertThat(replaced()).contains(ill);
  }

  @Test
  void a_pod_that_takes_its_time_to_start_is_not_started_anew() {
    well(3);
    var created = NOW.minusSeconds(720);
    add(
        PodBuilder.ready("slow", created).starting().build(),
        ReportBuilder.startedAt(created).handlerDown(created));

    assertThat(replaced()).isEmpty();
  }

  @Test
  void one_that_leaves_anyway_is_not_replaced() {
    well(2);
    var ill = down("ill", 30);

    var podPlan = PodPlan.of(1, ReportingState.NOW, inventory(NOW)).replacing(replacements(NOW));

    assertThat(podPlan.cordon()).contains(ill);
    assertThat(podPlan.replacements()).isEmpty();
  }

  private WorkerPod asked(String name) {
    return add(
        PodBuilder.ready(name, LONG_AGO).bearing(Map.of(ClusterNames.DRAIN, "true")).build(),
        report().busy(2));
  }

  @Test
  void a_pod_that_somebody_asks_to_drain_is_replaced_though_it_is_well_and_the_only_one() {
    var only = asked("only");

    assertThat(replaced()).contains(only);
    assertThat(replacement(NOW).orElseThrow().why()).contains("taskworkers.dev/drain asks for it");
    assertThat(replacement(NOW).orElseThrow().idle()).isFalse();
    carryOut(NOW);
    assertThat(inventory(NOW.plusSeconds(5)).active()).isEqualTo(1);
    says.put(only.name(), report().isCordoned());
    assertThat(replacement(NOW.plusSeconds(5)).orElseThrow().idle()).isTrue();
  }

  @Test
  void another_one_works_beside_a_pod_that_does_not_become_idle_at_once() {
    var only = asked("only");
    carryOut(NOW);
    says.put(only.name(), report().busy(2).isCordoned());
    assertThat(inventory(NOW.plusSeconds(5)).ready()).isZero();

    assertThat(carryOut(NOW.plusSeconds(5)).replicas()).isEqualTo(2);
    replicas = 2;
    var later = inventory(NOW.plusSeconds(10));
    assertThat(later.active()).isEqualTo(1);
    assertThat(later.ready()).isZero();
    assertThat(carryOut(NOW.plusSeconds(10)).replicas()).isEqualTo(2);

    // Kubernetes would choose which one goes, so none goes but the one that is deleted.
    says.put(only.name(), report().isCordoned());
    assertThat(replacement(NOW.plusSeconds(15)).orElseThrow().idle()).isTrue();
    assertThat(carryOut(NOW.plusSeconds(15)).replicas()).isEqualTo(2);
  }

  @Test
  void an_ill_pod_does_not_wait_for_another_ones_drain_and_its_drain_goes_on() {
    well(3);
    var drained = asked("drained");
    carryOut(NOW);
    says.put(drained.name(), report().busy(2).isCordoned());
    carryOut(NOW.plusSeconds(5));
    down("ill", 30);

    for (var second = 10; second <= 120; second += 5) {
      assertThat(replacements(NOW.plusSeconds(second)))
          .extracting(one -> one.pod().name())
          .containsExactly("drained", "ill");
      carryOut(NOW.plusSeconds(second));
    }
  }

  @Test
  void a_pod_whose_clock_is_behind_is_told_until_it_has_answered() {
    var only = asked("only");
    carryOut(NOW);
    says.put(only.name(), report().isCordoned());
    clocksBehind = 120;

    for (var second = 5; second <= 120; second += 5) {
      var at = NOW.plusSeconds(second);
      assertThat(replacement(at).orElseThrow().idle()).as("after %s s", second).isFalse();
      assertThat(carryOut(at).uncordon()).isEmpty();
    }
    assertThat(replacement(NOW.plusSeconds(125)).orElseThrow().idle()).isTrue();
  }

  @Test
  void those_that_are_to_drain_go_one_after_the_other_without_a_pause_and_each_once() {
    well(1);
    var first = asked("first");
    var second = asked("second");
    carryOut(NOW);
    assertThat(replacement(NOW.plusSeconds(5)).map(Replacement::pod)).contains(first);

    says.put(first.name(), report().isCordoned());
    carryOut(NOW.plusSeconds(5));
    // The watch does not show yet that the first is gone.
    assertThat(replacement(NOW.plusSeconds(10)).map(Replacement::pod)).contains(second);
  }

  @Test
  void a_pod_that_is_not_heard_is_not_drained() {
    var silent = asked("silent");
    says.remove(silent.name());

    assertThat(replaced()).isEmpty();
  }

  @Test
  void only_the_word_true_asks_for_it() {
    add(
        PodBuilder.ready("not", LONG_AGO).bearing(Map.of(ClusterNames.DRAIN, "false")).build(),
        report());

    assertThat(replaced()).isEmpty();
  }
}
