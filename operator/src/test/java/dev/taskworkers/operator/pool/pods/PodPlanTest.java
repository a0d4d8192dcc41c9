// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.signals.workers.ReportBuilder;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which pods stay and which leave; the busy ones never before the idle ones. */
final class PodPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<WorkerPod> pods = new ArrayList<>();
  private final List<WorkerPod> cordoned = new ArrayList<>();
  private final Map<String, WorkerReport> reports = new HashMap<>();
  private final List<WorkerPod> released = new ArrayList<>();
  private final List<WorkerPod> replaced = new ArrayList<>();
  private int outlasting;
  private int lifeless;
  private boolean unsettled;

  private WorkerPod pod(boolean ready, boolean marked) {
    var builder = PodBuilder.ready("pod-" + pods.size(), NOW.minusSeconds(1000 - pods.size()));
    var pod = (ready ? builder : builder.notBegun());
    pods.add((marked ? pod.leaving() : pod).build());
    return pods.get(pods.size() - 1);
  }

  private static ReportBuilder report() {
    return ReportBuilder.startedAt(NOW);
  }

  private WorkerPod working(int tasks) {
    var pod = pod(true, false);
    reports.put(pod.name(), report().busy(tasks).build());
    return pod;
  }

  private WorkerPod cordoned(int tasks, boolean marked) {
    var pod = pod(true, marked);
    reports.put(pod.name(), report().busy(tasks).isCordoned().build());
    cordoned.add(pod);
    return pod;
  }

  private PodInventory inventory() {
    return new PodInventory(pods.size(), pods, cordoned, List.of(), lifeless, unsettled, reports);
  }

  private PodPlan podPlan(int wanted) {
    return PodPlan.of(wanted, ReportingState.NOW, inventory());
  }

  @Test
  void what_suits_stays() {
    working(1);
    working(0);

    assertThat(podPlan(2)).isEqualTo(new PodPlan(2, List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void a_surplus_pod_is_cordoned_first_the_least_busy_and_of_those_the_youngest() {
    working(3);
    working(1);
    var youngest = working(1);

    var podPlan = podPlan(2);

    assertThat(podPlan.cordon()).containsExactly(youngest);
    assertThat(podPlan.replicas()).isEqualTo(3);
  }

  @Test
  void a_cordoned_pod_that_works_stays() {
    working(1);
    var leaving = cordoned(2, false);

    var podPlan = podPlan(1);

    assertThat(podPlan.cordon()).containsExactly(leaving);
    assertThat(podPlan.mark()).isEmpty();
    assertThat(podPlan.replicas()).isEqualTo(2);
  }

  @Test
  void one_that_has_finished_is_marked_first_and_released_when_the_mark_is_seen() {
    working(1);
    var unmarked = cordoned(0, false);
    assertThat(podPlan(1).mark()).containsExactly(unmarked);
    assertThat(podPlan(1).replicas()).isEqualTo(2);

    var marked = cordoned(0, true);
    assertThat(podPlan(1).release()).containsExactly(marked);
    assertThat(podPlan(1).replicas()).isEqualTo(2);
  }

  @Test
  void a_cordoned_pod_that_keeps_a_failed_task_to_run_it_again_stays() {
    working(1);
    var keeping = cordoned(0, true);
    reports.put(keeping.name(), report().resting(1).isCordoned().build());

    var podPlan = podPlan(1);

    assertThat(podPlan.cordon()).containsExactly(keeping);
    assertThat(podPlan.mark()).isEmpty();
    assertThat(podPlan.release()).isEmpty();
    assertThat(podPlan.replicas()).isEqualTo(2);
  }

  @Test
  void a_pod_that_runs_and_keeps_nothing_leaves_before_one_that_keeps_a_failed_task() {
    var idle = working(0);
    var keeping = working(0);
    reports.put(keeping.name(), report().resting(1).build());

    assertThat(podPlan(1).cordon()).containsExactly(idle);
  }

  @Test
  void nothing_is_released_while_kubernetes_might_take_a_pod_that_begins() {
    working(1);
    cordoned(0, true);
    unsettled = true;

    assertThat(podPlan(1).release()).isEmpty();
    assertThat(podPlan(1).replicas()).isEqualTo(2);
  }

  @Test
  void nothing_is_released_while_a_pod_that_works_bears_the_mark_of_those_that_leave() {
    var back = pod(true, true);
    reports.put(back.name(), report().busy(2).build());
    cordoned(0, true);

    assertThat(podPlan(1).release()).isEmpty();
    assertThat(podPlan(1).replicas()).isEqualTo(2);
  }

  @Test
  void a_pod_without_life_is_the_first_to_go() {
    working(3);
    working(3);
    pod(false, false);
    lifeless = 1;

    var podPlan = podPlan(2);

    assertThat(podPlan.cordon()).isEmpty();
    assertThat(podPlan.replicas()).isEqualTo(2);
  }

  @Test
  void an_idle_pod_takes_the_place_of_one_that_has_not_begun() {
    working(3);
    pod(false, false);
    lifeless = 1;
    var idle = cordoned(0, true);

    assertThat(podPlan(2))
        .isEqualTo(new PodPlan(2, List.of(), List.of(), List.of(), List.of(idle)));
  }

  @Test
  void no_place_is_given_up_while_kubernetes_might_take_a_pod_that_works() {
    working(3);
    pod(false, false);
    lifeless = 1;
    cordoned(0, true);
    unsettled = true;

    assertThat(podPlan(1).replicas()).isEqualTo(3);
    assertThat(podPlan(1).uncordon()).isEmpty();
  }

  @Test
  void a_pod_that_is_not_heard_is_not_chosen_and_its_place_is_kept() {
    working(1);
    var silent = pod(true, false);

    var podPlan = podPlan(0);

    assertThat(podPlan.cordon()).doesNotContain(silent).hasSize(1);
    assertThat(podPlan.replicas()).isEqualTo(2);
  }

  @Test
  void growing_puts_cordoned_pods_back_before_new_ones_are_asked_for() {
    working(4);
    var back = cordoned(2, false);

    var podPlan = podPlan(3);

    assertThat(podPlan.uncordon()).containsExactly(back);
    assertThat(podPlan.cordon()).isEmpty();
    assertThat(podPlan.replicas()).isEqualTo(3);
  }

  @Test
  void when_workers_fall_silent_those_that_were_cordoned_are_not_cut_off() {
    working(1);
    cordoned(2, true);

    assertThat(PodPlan.of(1, ReportingState.NEVER, inventory()).replicas()).isEqualTo(2);
  }

  @Test
  void where_most_workers_have_not_been_heard_for_long_those_that_are_heard_leave_first() {
    working(1);
    var idle = working(0);
    pod(true, false);
    pod(true, false);

    var podPlan = PodPlan.of(3, ReportingState.NEVER, inventory());

    assertThat(podPlan.replicas()).isEqualTo(4);
    assertThat(podPlan.cordon()).containsExactly(idle);
  }

  @Test
  void while_workers_are_not_heard_for_a_moment_none_is_removed_and_cordons_hold() {
    working(3);
    working(0);
    cordoned(2, true);

    var podPlan = PodPlan.of(1, ReportingState.LOST, inventory());

    assertThat(podPlan.replicas()).isEqualTo(3);
    assertThat(podPlan.cordon()).hasSize(1);
  }

  @Test
  void a_pod_that_pulls_must_not_bear_the_mark_of_those_that_leave() {
    var back = pod(true, true);
    cordoned(0, true);

    assertThat(inventory().wronglyMarked()).containsExactly(back);
  }

  @Test
  void foreign_images_are_left_to_kubernetes() {
    pod(true, false);
    pod(true, false);

    assertThat(PodPlan.of(1, ReportingState.NEVER, inventory()))
        .isEqualTo(new PodPlan(1, List.of(), List.of(), List.of(), List.of()));
  }

  @Property(seed = "1")
  void the_pods_wanted_and_those_that_work_on_are_always_asked_for(
      @ForAll("crews") PodInventory inventory,
      @ForAll @IntRange(max = 8) int wanted,
      @ForAll ReportingState reportingState) {
    var podPlan = PodPlan.of(wanted, reportingState, inventory);

    var unfinished =
        inventory.cordoned().stream()
            .filter(pod -> !podPlan.uncordon().contains(pod))
            .filter(pod -> !inventory.hasFinished(pod))
            .count();
    assertThat(podPlan.replicas())
        .isGreaterThanOrEqualTo((int) (wanted + unfinished + inventory.outlasting()));
  }

  @Property(seed = "1")
  void a_busy_pod_is_never_chosen_while_an_idle_one_could_be(
      @ForAll("crews") PodInventory inventory, @ForAll @IntRange(max = 8) int wanted) {
    var podPlan = PodPlan.of(wanted, ReportingState.NOW, inventory);

    var chosen =
        podPlan.cordon().stream().filter(pod -> !inventory.cordoned().contains(pod)).toList();
    var spared = inventory.leastBusy().stream().filter(pod -> !chosen.contains(pod)).toList();
    for (var leaving : chosen) {
      assertThat(spared).allMatch(pod -> busy(inventory, pod) >= busy(inventory, leaving));
    }
  }

  @Property(seed = "1")
  void only_pods_that_said_that_they_run_nothing_are_released(
      @ForAll("crews") PodInventory inventory,
      @ForAll @IntRange(max = 8) int wanted,
      @ForAll ReportingState reportingState) {
    var podPlan = PodPlan.of(wanted, reportingState, inventory);

    assertThat(podPlan.release())
        .allSatisfy(
            pod -> {
              assertThat(busy(inventory, pod)).isZero();
              assertThat(pod.marks().leaves()).isTrue();
              assertThat(inventory.reports().get(pod.name()).cordoned()).isTrue();
            });
    if (reportingState == ReportingState.NOW && wanted <= inventory.active()) {
      var lost = inventory.replicas() - podPlan.replicas();
      assertThat(lost).isLessThanOrEqualTo(podPlan.release().size() + inventory.lifeless());
    }
  }

  @Property(seed = "1")
  void nothing_leaves_while_kubernetes_might_take_a_pod_that_works(
      @ForAll("crews") PodInventory inventory,
      @ForAll @IntRange(max = 8) int wanted,
      @ForAll ReportingState reportingState) {
    Assume.that(inventory.unsettled() || !inventory.wronglyMarked().isEmpty());
    Assume.that(reportingState != ReportingState.NEVER);
    var podPlan = PodPlan.of(wanted, reportingState, inventory);

    assertThat(podPlan.release()).isEmpty();
    assertThat(podPlan.replicas()).isGreaterThanOrEqualTo(inventory.replicas());
  }

  @Property(seed = "1")
  void a_pod_that_leaves_already_or_is_replaced_is_told_nothing_else(
      @ForAll("crews") PodInventory inventory,
      @ForAll @IntRange(max = 8) int wanted,
      @ForAll ReportingState reportingState) {
    var podPlan = PodPlan.of(wanted, reportingState, inventory);

    var told =
        Stream.of(podPlan.cordon(), podPlan.mark(), podPlan.release(), podPlan.uncordon())
            .flatMap(List::stream)
            .toList();
    assertThat(told)
        .noneMatch(inventory.released()::contains)
        .noneMatch(inventory.replaced()::contains);
  }

  @Property(seed = "1")
  void growing_uncordons_before_it_asks_for_more(
      @ForAll("crews") PodInventory inventory, @ForAll @IntRange(min = 1, max = 8) int more) {
    var podPlan = PodPlan.of(inventory.active() + more, ReportingState.NOW, inventory);

    assertThat(podPlan.uncordon()).hasSize(Math.min(more, inventory.cordoned().size()));
  }

  /** Kubernetes, the workers and the operator take turns; tasks end one by one. */
  @Property(seed = "1")
  void it_converges(@ForAll("crews") PodInventory start, @ForAll @IntRange(max = 8) int wanted) {
    var inventory = start;
    for (var turn = 0; turn < 30; turn++) {
      inventory = after(PodPlan.of(wanted, ReportingState.NOW, inventory), inventory);
    }

    assertThat(inventory.replicas()).isEqualTo(wanted);
    assertThat(inventory.cordoned()).isEmpty();
  }

  /**
   * The inventory when {@code podPlan} was carried out, each busy pod has ended a task, those that
   * had not begun are made anew, all are well.
   */
  private static PodInventory after(PodPlan podPlan, PodInventory inventory) {
    var staying = new ArrayList<WorkerPod>();
    var cordoned = new ArrayList<WorkerPod>();
    var reports = new HashMap<String, WorkerReport>();
    for (var pod : inventory.staying()) {
      if (pod.begun()
          && !inventory.released().contains(pod)
          && !podPlan.release().contains(pod)
          && staying.size() < podPlan.replicas()) {
        var out = podPlan.cordon().contains(pod);
        var now = out ? podPlan.mark().contains(pod) ? marked(pod) : pod : unmarked(pod);
        var busy = out ? Math.max(0, busy(inventory, pod) - 1) : 1;
        staying.add(now);
        reports.put(pod.name(), out ? report().busy(busy).isCordoned().build() : report().build());
        if (out) {
          cordoned.add(now);
        }
      }
    }
    while (staying.size() < podPlan.replicas()) {
      var name = "new-" + staying.size();
      staying.add(PodBuilder.ready(name, NOW).build());
      reports.put(name, report().build());
    }
    return new PodInventory(podPlan.replicas(), staying, cordoned, List.of(), 0, false, reports);
  }

  private static WorkerPod marked(WorkerPod pod) {
    return PodBuilder.ready(pod.name(), pod.createdAt()).leaving().build();
  }

  private static WorkerPod unmarked(WorkerPod pod) {
    return PodBuilder.ready(pod.name(), pod.createdAt()).build();
  }

  private static int busy(PodInventory inventory, WorkerPod pod) {
    return Optional.ofNullable(inventory.reports().get(pod.name()))
        .map(WorkerReport::busy)
        .orElse(0);
  }

  /** What is to become of a pod of a random inventory. */
  private enum Lot {
    WORKS,
    LOST,
    CORDONED,
    RELEASED,
    REPLACED,
    OUTLASTING,
    LIFELESS
  }

  private record Kind(Lot lot, int busy, boolean heard, boolean marked) {}

  @Provide
  Arbitrary<PodInventory> crews() {
    var kinds =
        Combinators.combine(
                // Half as they are on most days, for what needs many of these.
                Arbitraries.oneOf(
                    Arbitraries.of(Lot.WORKS, Lot.CORDONED), Arbitraries.of(Lot.class)),
                Arbitraries.integers().between(0, 4),
                Arbitraries.of(true, true, true, false),
                Arbitraries.of(true, false))
            .as(Kind::new);
    return Combinators.combine(
            kinds.list().ofMaxSize(8),
            Arbitraries.of(0, 0, 1, 2),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(PodPlanTest::inventory);
  }

  /**
   * @param missing replicas without pods yet
   * @param refused whether Kubernetes does not make them
   */
  private static PodInventory inventory(
      List<Kind> kinds, int missing, boolean refused, boolean unsettled) {
    var maker = new PodPlanTest();
    maker.unsettled = unsettled;
    kinds.forEach(maker::add);
    var inventory =
        new PodInventory(
            maker.pods.size() - maker.released.size() + missing,
            maker.pods,
            maker.cordoned,
            maker.released,
            maker.lifeless,
            maker.unsettled,
            maker.replaced,
            maker.outlasting,
            maker.reports,
            Set.of());
    return refused ? inventory.refused() : inventory;
  }

  private void add(Kind kind) {
    var pod = pod(kind.lot() != Lot.LIFELESS, kind.marked() || kind.lot() == Lot.RELEASED);
    var report = report().busy(kind.lot() == Lot.RELEASED ? 0 : kind.busy());
    switch (kind.lot()) {
      case WORKS -> {}
      case LOST -> {
        pod = PodBuilder.ready(pod.name(), pod.createdAt()).lostSince(NOW).build();
        pods.set(pods.size() - 1, pod);
        unsettled |= !kind.heard() || kind.busy() > 0;
      }
      case CORDONED -> cordoned.add(pod);
      case RELEASED -> released.add(pod);
      case REPLACED -> replaced.add(pod);
      case OUTLASTING -> {
        replaced.add(pod);
        outlasting++;
      }
      case LIFELESS -> lifeless++;
    }
    if (kind.heard() && kind.lot() != Lot.LIFELESS) {
      var pulls = kind.lot() == Lot.WORKS || kind.lot() == Lot.LOST;
      reports.put(pod.name(), (pulls ? report : report.isCordoned()).build());
    }
  }
}
