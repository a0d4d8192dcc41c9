package dev.taskworkers.simulation.scenarios;

import static dev.taskworkers.simulation.scenarios.Scenarios.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.simulation.scenarios.world.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The operator")
final class ScenariosTest {
  private static final int SEEDS = 10;

  /** What did not come about. */
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void gives_each_long_task_a_slot_that_comes_after_short_ones() {
    var runs = play(Scenarios.TWO_KINDS);

    assertWorst("seconds until all 200 run", runs, ScenariosTest::lastLongStart, 120);
  }

  private static double lastLongStart(Run run) {
    return run.tasks(Scenarios.HOUR_LONG).stream()
        .mapToDouble(task -> Double.isNaN(task.startedAt()) ? NEVER : task.startedAt() - BEGIN)
        .max()
        .orElseThrow();
  }

  @Test
  void asks_for_all_pods_at_once_where_long_tasks_come_and_none_was_timed() {
    var runs = play(Scenarios.UNKNOWN_LONG);

    assertWorst(
        "seconds until 20 pods are asked for",
        runs,
        run -> run.first(BEGIN, look -> look.to() >= 20).orElse(NEVER) - BEGIN,
        30);
  }

  @Test
  void asks_for_no_more_pods_than_a_batch_of_long_tasks_can_use() {
    var runs = play(Scenarios.LONG_BATCH);

    assertWorst("pods", runs, run -> run.mostPods(0, NEVER), 105);
    assertWorst(
        "seconds until 100 pods are asked for",
        runs,
        run -> run.first(BEGIN, look -> look.to() >= 100).orElse(NEVER) - BEGIN,
        20);
  }

  @Test
  void removes_no_pod_at_work_though_no_worker_is_heard_and_says_so() {
    var runs = play(Scenarios.NOT_HEARD);

    assertWorst("tasks not done", runs, ScenariosTest::notDone, 0);
    assertWorst(
        "seconds until WorkersHeard is False",
        runs,
        run ->
            run.first(Scenarios.CUT_FROM, "WorkersHeard", "False").orElse(NEVER)
                - Scenarios.CUT_FROM,
        120);
    // Monitoring has shown meanwhile that all is done, so that there is nobody to be heard.
    assertThat(runs)
        .allMatch(run -> run.first(Scenarios.CUT_FROM, "WorkersHeard", "Unknown").isPresent());
  }

  @Test
  void takes_what_workers_did_before_it_led_for_no_news() {
    var runs = play(Scenarios.NEW_LEADER);

    assertWorst("pods", runs, run -> run.mostPods(0, NEVER), 24);
  }

  @Test
  void sees_what_waits_when_it_begins_to_lead_in_a_burst() {
    var runs = play(Scenarios.NEW_LEADER_IN_A_BURST);

    assertWorst(
        "seconds until three quarters of what waits is seen",
        runs,
        run -> run.first(0, ScenariosTest::sees).orElse(NEVER) - BEGIN,
        10);
  }

  private static boolean sees(Look look) {
    return look.reckonedWaiting() >= 0.75 * look.trulyWaiting();
  }

  @Test
  void feeds_no_pods_with_messages_that_never_end() {
    var runs = play(Scenarios.STUCK);

    assertMedian("pod-hours", runs, Run::podHours, 3.5);
  }

  @Test
  void does_what_can_run_beside_messages_that_never_end() {
    var runs = play(Scenarios.STUCK_500);

    assertMedian("pod-hours", runs, Run::podHours, 3.5);
    assertWorst("seconds until all old ones are done", runs, ScenariosTest::lastOldDone, 300);
  }

  private static double lastOldDone(Run run) {
    return run.tasks(Scenarios.OLD).stream()
        .mapToDouble(task -> task.isDone() ? task.doneAt() - BEGIN : NEVER)
        .max()
        .orElseThrow();
  }

  @Test
  void gives_one_ordering_key_no_more_pods_than_it_can_use() {
    for (var scenario : List.of(Scenarios.HOT_KEY, Scenarios.TOO_HOT_KEY)) {
      var runs = play(scenario);

      assertMedian(scenario.name() + ": pod-hours", runs, Run::podHours, 3);
      assertMedian(
          scenario.name() + ": changes an hour", runs, run -> run.changes(0, NEVER) / 2.0, 6);
    }
  }

  @Test
  void takes_no_task_without_a_key_for_one_that_waits_for_a_key() {
    var runs = play(Scenarios.HOT_KEY_BESIDE_OTHERS);

    assertMedian("p99 of the wait of others, s", runs, ScenariosTest::waitOfOthers, 45);
  }

  private static double waitOfOthers(Run run) {
    return Run.waitOf(0.99, run.tasks(Scenarios.WITHOUT_KEY), run.ready().length);
  }

  @Test
  void trusts_a_doorbell_whose_tasks_are_started_at_once_or_told_of_late() {
    play(Scenarios.SMALL_BURSTS);
    play(Scenarios.LATE_REPORTS);
  }

  @Test
  void counts_what_waits_in_hand_for_its_key_as_not_started() {
    var runs = play(Scenarios.MANY_KEYS);

    assertWorst("tasks not done", runs, ScenariosTest::notDone, 0);
    assertWorst("pods at the end", runs, run -> run.mostPods(15 * Scenarios.MINUTE, NEVER), 1);
  }

  @Test
  void takes_a_steady_backlog_for_no_messages_that_never_end() {
    var runs = play(Scenarios.FOREIGN_STEP);

    assertWorst("p99 of the wait, s", runs, run -> run.waitOf(0.99), 36);
  }

  @Test
  void goes_on_growing_while_a_pod_waits_for_a_node() {
    var runs = play(Scenarios.NO_ROOM);

    // A start takes a minute for the node and 35 s for the pod.
    assertWorst(
        "seconds until 49 pods are ready",
        runs,
        run -> run.firstReady(BEGIN, 49).orElse(NEVER) - BEGIN,
        2 * (60 + 35));
  }

  @Test
  void notices_that_a_doorbell_hears_half() {
    var runs = play(Scenarios.HALF_DOORBELL);

    assertMedian("p99 of the wait, s", runs, run -> run.waitOf(0.99), 45);
    assertWorst("seconds until ArrivalsKnown is False", runs, ScenariosTest::distrusts, 120);
  }

  @Test
  void notices_that_a_doorbell_is_deaf() {
    var runs = play(Scenarios.DEAF_DOORBELL);

    assertMedian("p99 of the wait, s", runs, run -> run.waitOf(0.99), 45);
    assertWorst("seconds until ArrivalsKnown is False", runs, ScenariosTest::distrusts, 120);
  }

  /** From the first start of a task that the doorbell may have missed. */
  private static double distrusts(Run run) {
    var from = Scenarios.STEP - BEGIN;
    var start =
        run.tasks().stream()
            .filter(task -> task.publishedAt() >= from)
            .mapToDouble(Task::firstStartedAt)
            .min()
            .orElseThrow();
    return run.first(from, "ArrivalsKnown", "False").orElse(NEVER) - start;
  }

  @Test
  void is_there_when_a_task_comes_back() {
    for (var scenario : List.of(Scenarios.BACKOFF, Scenarios.SHORT_BACKOFF)) {
      var runs = play(scenario);

      assertWorst(scenario.name() + ": seconds late", runs, ScenariosTest::lateComeBack, 35 + 15);
    }
  }

  private static double lateComeBack(Run run) {
    var task = run.tasks().get(0);
    return task.runs() < 2 ? NEVER : task.startedAt() - task.dueAt();
  }

  @Test
  void keeps_pods_through_a_gap_for_as_long_as_the_user_says() {
    var run = Play.of(Scenarios.SLOW_START, 1);
    double end =
        Scenarios.PERIODS * (Scenarios.ON_SECONDS + Scenarios.GAP_SECONDS) - Scenarios.GAP_SECONDS;

    assertWorst("pods given up", run, r -> 50 - r.fewestPods(0, end + 590), 0);
    assertWorst("pods at the end", run, r -> r.fewestPods(end + 600, NEVER), 0);
  }

  @Test
  void replaces_the_one_pod_that_refuses_its_tasks() {
    var runs = play(Scenarios.BLACK_HOLE);

    assertWorst("tasks of 10 000 not done in 10 min", runs, ScenariosTest::notDone, 700);
  }

  @Test
  void waits_for_a_task_whose_pod_was_preempted() {
    var runs = play(Scenarios.PREEMPTED);

    assertWorst("seconds late", runs, ScenariosTest::lateComeBack, 35 + 15);
  }

  @Test
  void keeps_pods_at_work_whose_deployment_it_does_not_see() {
    var runs = play(Scenarios.LOST_LABEL);

    assertWorst("pods given up", runs, run -> 10 - run.fewestPods(Scenarios.TOUCHED_AT, NEVER), 1);
  }

  @Test
  void sets_back_at_once_what_others_make_of_its_replicas() {
    var added = play(Scenarios.OTHERS_ADD);
    var removed = Play.of(Scenarios.OTHERS_REMOVE, SEEDS);

    var minute = Scenarios.TOUCHED_AT + Scenarios.MINUTE;
    assertWorst("pods more", added, run -> run.mostPods(Scenarios.TOUCHED_AT, minute) - 10, 2);
    assertWorst("pods fewer", removed, run -> 10 - run.fewestPods(Scenarios.TOUCHED_AT, NEVER), 1);
  }

  /**
   * Runs that hold what must hold whatever comes: Kubernetes is never let remove a pod that has a
   * task in its hands, and nothing is said to be lost that is not.
   */
  private static List<Run> play(Scenario scenario) {
    var runs = Play.of(scenario, SEEDS);
    if (!scenario.pool().foreign()) {
      assertWorst(scenario.name() + ": pods stopped at work", runs, Run::stoppedAtWork, 0);
    }
    if (scenario.heard(NEVER) == 1) {
      assertWorst(scenario.name() + ": doorbells distrusted", runs, unless("ArrivalsKnown"), 0);
    }
    if (!scenario.isEverCut()) {
      assertWorst(scenario.name() + ": workers not heard", runs, unless("WorkersHeard"), 0);
    }
    return runs;
  }

  private static ToDoubleFunction<Run> unless(String condition) {
    return run -> run.first(0, condition, "False").isPresent() ? 1 : 0;
  }

  private static double notDone(Run run) {
    return run.tasks().stream().filter(task -> !task.isDone()).count();
  }

  /** In no run it is more. */
  private static void assertWorst(
      String what, List<Run> runs, ToDoubleFunction<Run> measure, double limit) {
    var worst =
        runs.stream()
            .max(
                (one, other) ->
                    Double.compare(measure.applyAsDouble(one), measure.applyAsDouble(other)))
            .orElseThrow();
    assertThat(measure.applyAsDouble(worst))
        .as("%s, at most, of %s%n%s", what, figures(runs, measure), worst.story())
        .isLessThanOrEqualTo(limit);
  }

  /** In half of the runs it is no more. */
  private static void assertMedian(
      String what, List<Run> runs, ToDoubleFunction<Run> measure, double limit) {
    var sorted = runs.stream().mapToDouble(measure).sorted().toArray();
    assertThat((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2)
        .as("%s, median, of %s%n%s", what, figures(runs, measure), runs.get(0).story())
        .isLessThanOrEqualTo(limit);
  }

  private static String figures(List<Run> runs, ToDoubleFunction<Run> measure) {
    return Arrays.toString(
        runs.stream()
            .map(run -> String.format(Locale.ROOT, "%.1f", measure.applyAsDouble(run)))
            .toArray());
  }
}
