// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.MarkPlan.Change;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which annotations pods get and lose, and how few calls that takes. */
final class MarkPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Map<String, String> PROTECTED =
      Map.of(Marks.SAFE_TO_EVICT, "false", Marks.DO_NOT_DISRUPT, "true");
  private static final Map<String, Optional<String>> PROTECT =
      Map.of(Marks.SAFE_TO_EVICT, Optional.of("false"), Marks.DO_NOT_DISRUPT, Optional.of("true"));
  private static final Map<String, Optional<String>> LET_GO =
      Map.of(Marks.SAFE_TO_EVICT, Optional.empty(), Marks.DO_NOT_DISRUPT, Optional.empty());

  private final MarkPlan plan = new MarkPlan();
  private final Map<String, WorkerReport> reports = new HashMap<>();

  private static WorkerPod pod(Map<String, String> annotations) {
    return PodBuilder.ready("p", NOW).bearing(annotations).build();
  }

  private static PodPlan nobodyLeaves() {
    return podPlan(List.of(), List.of());
  }

  private static PodPlan podPlan(List<WorkerPod> mark, List<WorkerPod> uncordon) {
    return new PodPlan(1, mark, mark, List.of(), uncordon);
  }

  private List<Change> at(int second, PodPlan podPlan, WorkerPod... pods) {
    return at(second, podPlan, true, Set.of(), pods);
  }

  private List<Change> at(
      int second, PodPlan podPlan, boolean longTasks, Set<String> given, WorkerPod... pods) {
    var inventory =
        new PodInventory(pods.length, List.of(pods), List.of(), List.of(), 0, false, reports);
    return plan.at(inventory, podPlan, longTasks, given, NOW.plusSeconds(second));
  }

  private void runs(int tasks, int forSeconds) {
    reports.put("p", report(tasks, forSeconds, new Distribution(0, 0)));
  }

  private static WorkerReport report(int busy, double oldestSeconds, Distribution taskSeconds) {
    return WorkerReport.builder(NOW, NOW, 4)
        .busy(busy)
        .oldestInFlightSeconds(oldestSeconds)
        .taskSeconds(taskSeconds)
        .build();
  }

  @Test
  void a_pod_whose_task_has_run_for_minutes_is_let_be_and_a_fresh_task_is_waited_for() {
    runs(1, 30);
    assertThat(at(0, nobodyLeaves(), pod(Map.of()))).isEmpty();

    runs(1, 120);
    assertThat(at(5, nobodyLeaves(), pod(Map.of())))
        .singleElement()
        .satisfies(change -> assertThat(change.annotations()).isEqualTo(PROTECT));
    assertThat(at(10, nobodyLeaves(), pod(Map.of()))).as("written, not seen yet").isEmpty();
  }

  @Test
  void a_pod_of_a_pool_whose_tasks_usually_take_long_is_let_be_from_its_first_task_on() {
    reports.put("other", report(0, 0, new Distribution(1, 3600)));
    runs(1, 0);

    assertThat(at(0, nobodyLeaves(), pod(Map.of())))
        .extracting(Change::annotations)
        .contains(PROTECT);
  }

  @Test
  void a_pod_that_has_been_idle_for_two_minutes_may_be_taken_again() {
    runs(1, 200);
    assertThat(at(0, nobodyLeaves(), pod(PROTECTED))).isEmpty();

    runs(0, 0);
    assertThat(at(119, nobodyLeaves(), pod(PROTECTED))).isEmpty();
    assertThat(at(120, nobodyLeaves(), pod(PROTECTED)))
        .extracting(Change::annotations)
        .containsExactly(LET_GO);
  }

  @Test
  void a_pod_that_is_not_heard_stays_as_it_is() {
    assertThat(at(0, nobodyLeaves(), pod(PROTECTED))).isEmpty();
  }

  @Test
  void pods_of_short_tasks_and_of_users_who_say_it_themselves_are_not_touched() {
    runs(1, 500);

    assertThat(at(0, nobodyLeaves(), false, Set.of(), pod(Map.of()))).isEmpty();
    assertThat(at(0, nobodyLeaves(), true, Set.of(Marks.SAFE_TO_EVICT), pod(Map.of()))).isEmpty();
  }

  @Test
  void a_pod_that_leaves_gets_all_that_is_to_be_said_in_one_call() {
    runs(1, 500);
    assertThat(at(0, nobodyLeaves(), pod(PROTECTED))).isEmpty();
    runs(0, 0);
    var leaving = pod(PROTECTED);

    assertThat(at(5, podPlan(List.of(leaving), List.of()), leaving))
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.annotations())
                    .containsEntry(Marks.DELETION_COST, Optional.of(Marks.CHEAP))
                    .containsAllEntriesOf(LET_GO));
  }

  @Test
  void a_mark_is_taken_from_a_pod_that_works_again_though_the_watch_does_not_show_it_yet() {
    var unmarked = pod(Map.of());
    assertThat(at(0, podPlan(List.of(unmarked), List.of()), unmarked)).hasSize(1);

    assertThat(at(5, podPlan(List.of(), List.of(unmarked)), unmarked))
        .extracting(Change::annotations)
        .containsExactly(Map.of(Marks.DELETION_COST, Optional.empty()));
  }

  @Test
  void a_pod_that_was_never_marked_costs_no_call_when_it_works_again() {
    var back = pod(Map.of());

    assertThat(at(0, podPlan(List.of(), List.of(back)), back)).isEmpty();
  }

  @Test
  void what_another_controller_marks_is_left_on_pods_that_stay_and_fought_once_a_minute_at_most() {
    var foreign = pod(Map.of(Marks.DELETION_COST, "7"));
    var leaves = podPlan(List.of(foreign), List.of());

    assertThat(at(0, nobodyLeaves(), foreign)).isEmpty();
    assertThat(at(5, leaves, foreign)).hasSize(1);
    assertThat(at(64, leaves, foreign)).isEmpty();
    assertThat(at(65, leaves, foreign)).hasSize(1);
  }

  @Test
  void only_so_many_calls_are_made_in_one_look_and_the_rest_in_the_next() {
    var pods =
        IntStream.range(0, MarkPlan.AT_ONCE + 7)
            .mapToObj(i -> PodBuilder.ready("p" + i, NOW).build())
            .toArray(WorkerPod[]::new);

    assertThat(at(0, podPlan(List.of(pods), List.of()), pods)).hasSize(MarkPlan.AT_ONCE);
    assertThat(at(5, podPlan(List.of(pods), List.of()), pods)).hasSize(7);
  }
}
