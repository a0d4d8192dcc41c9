// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.timeline.Measure;
import dev.taskworkers.operator.pool.timeline.Trouble;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Explanations;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.EstimateFixture;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.arrivals.Share;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import dev.taskworkers.operator.signals.workers.DurationCounts;
import dev.taskworkers.operator.signals.workers.WorkCounts;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.runtime.Exposition;
import dev.taskworkers.runtime.MetricFamily;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of a pool. */
final class PoolMetricsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  private static final List<WorkerPod> PODS =
      List.of(PodBuilder.ready("a", NOW).build(), PodBuilder.ready("b", NOW).build());
  private static final String POOL = "{namespace=\"n\",pool=\"p\"}";

  private final PoolAccount account = new PoolAccount();
  private final EstimateFixture estimate = new EstimateFixture();
  private Optional<PoolLook> look = Optional.empty();
  private List<Condition> conditions = List.of();
  private Backlog backlog = new Backlog(Backlog.State.MISSING, List.of());
  private int busy;
  private int ready = 2;
  private Map<String, WorkerReport> reports = Map.of();
  private Instant now = NOW;
  private Arrivals arrivals = Arrivals.notCounted();
  private Optional<ReportingSummary> reporting = Optional.empty();
  private CheckResult subscription = CheckResult.pending();

  PoolMetricsTest() {
    estimate.waiting = 12;
    estimate.inFlight = 3;
    estimate.arrivalRate = 2;
    estimate.saturated = true;
  }

  private void record(Reason reason) {
    var seen =
        new PoolSnapshot(
            new PodInventory(2, PODS, List.of(), List.of(), 0, false, reports),
            subscription,
            Optional.empty(),
            new ArrivalObservation(arrivals, true, "Metric", ""),
            KnownBacklog.of(backlog, ""),
            reporting,
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            new Observation(
                new Pods(2, ready, 0, 0, List.of()),
                backlog,
                arrivals,
                Service.builder().busy(busy).blocked((int) estimate.blocked).build()));
    var policy = Policy.of(10, Duration.ofSeconds(30), 4, true);
    look = Optional.of(new PoolLook(policy, seen, decision(reason), now));
  }

  private String text() {
    var values = new Exposition();
    PoolMetrics.add(values, new PoolMetrics.Row("n", "p", look, conditions, account.now()), now);
    return values.answer("").text();
  }

  private Decision decision(Reason reason) {
    return new Decision(
        2, 3, 3, Explanations.giving(reason), estimate.estimate(), ScalingState.startingAt(NOW));
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).build();
  }

  @Test
  void what_sets_the_number_of_pods_is_shown_with_its_reason_and_only_while_it_does() {
    record(Reason.MAXIMUM);
    assertThat(text())
        .contains(
            "taskworkers_pool_decision{binding=\"limit\",namespace=\"n\",pool=\"p\","
                + "reason=\"Maximum\"} 1.0");

    record(Reason.STEADY);
    assertThat(text())
        .contains("binding=\"nothing\",namespace=\"n\",pool=\"p\",reason=\"Steady\"} 1.0")
        .doesNotContain("Maximum");
  }

  @Test
  void a_timeline_calls_a_subscription_not_pullable_once_somebody_has_looked_at_it() {
    record(Reason.NOT_PULLABLE);
    assertThat(TimelineRecorder.troubles(look.orElseThrow())).doesNotContain(Trouble.NOT_PULLABLE);

    subscription = new CheckResult(CheckResult.State.DETACHED, "It is detached.", "");
    record(Reason.NOT_PULLABLE);
    assertThat(TimelineRecorder.troubles(look.orElseThrow())).contains(Trouble.NOT_PULLABLE);
  }

  @Test
  void changes_of_what_is_asked_for_are_counted_and_not_every_look() {
    record(Reason.IDLE);
    assertThat(text()).doesNotContain("taskworkers_pool_decisions_total{");

    account.decided(Reason.IDLE);
    assertThat(text())
        .contains(
            "taskworkers_pool_decisions_total{namespace=\"n\",pool=\"p\",reason=\"Idle\"} 1.0");
  }

  @Test
  void a_pool_that_is_refused_shows_why_and_no_number_of_the_look_before() {
    conditions = List.of(condition("Ready", "False", "Invalid"));
    assertThat(text())
        .contains(
            "taskworkers_pool_condition{namespace=\"n\",pool=\"p\",reason=\"Invalid\","
                + "status=\"False\",type=\"Ready\"} 1.0")
        .doesNotContain("taskworkers_pool_replicas", "taskworkers_pool_decision{");
  }

  @Test
  void each_metric_says_what_it_is_and_every_one_that_is_shown_is_listed() {
    record(Reason.MAXIMUM);
    account.decided(Reason.MAXIMUM);
    account.looked(look.orElseThrow(), worked(3));
    conditions = List.of(condition("Ready", "True", "Ready"));
    backlog = sampled(NOW.minusSeconds(90));
    record(Reason.MAXIMUM);

    var shown =
        text()
            .lines()
            .filter(line -> line.startsWith("# TYPE"))
            .map(line -> line.split(" ")[2])
            .toList();
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            PoolMetrics.families().stream().map(MetricFamily::name).toList())
        .allSatisfy(name -> assertThat(text()).contains("# HELP " + name + " "));
  }

  private static Backlog sampled(Instant at) {
    return new Backlog(
        Backlog.State.FRESH, List.of(new Backlog.Sample(at, 3, Duration.ofSeconds(5))));
  }

  /** So many tasks waited and ran for 45 s, and one became a dead letter. */
  private static WorkCounts worked(long tasks) {
    var counts = new ArrayList<>(Collections.nCopies(Distribution.LIMITS.size() + 1, 0L));
    counts.set(Distribution.LIMITS.indexOf(60.0), tasks);
    var times = new DurationCounts(counts, 45.0 * tasks);
    var events = new EnumMap<TaskEvent, Long>(TaskEvent.class);
    for (var event : TaskEvent.values()) {
      events.put(event, event == TaskEvent.DEAD_LETTERED ? 1L : 0L);
    }
    return new WorkCounts(times, times, events);
  }

  @Test
  void what_workers_report_is_shown_as_histograms_of_the_pool_and_late_tasks_are_counted() {
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), worked(4));

    assertThat(text())
        .contains(
            "taskworkers_pool_task_wait_seconds_bucket{namespace=\"n\",pool=\"p\",le=\"30.0\"} 0",
            "taskworkers_pool_task_wait_seconds_bucket{namespace=\"n\",pool=\"p\",le=\"60.0\"} 4",
            "taskworkers_pool_task_duration_seconds_sum" + POOL + " 180.0",
            "taskworkers_pool_tasks_late_total" + POOL + " 4.0",
            "taskworkers_pool_tasks_total{event=\"dead_lettered\",namespace=\"n\",pool=\"p\"} 1.0");
  }

  @Test
  void a_pool_with_all_that_can_be_told_of_it_has_at_most_75_series() {
    arrivals = Arrivals.counted(NOW.getEpochSecond() - 60, Collections.nCopies(57, 1));
    backlog = sampled(NOW.minusSeconds(90));
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), worked(4));
    for (var reason : List.of(Reason.STEADY, Reason.MAXIMUM, Reason.IDLE)) {
      account.decided(reason);
    }
    conditions =
        IntStream.range(0, 8).mapToObj(i -> condition("Type" + i, "True", "Reason")).toList();

    assertThat(text().lines().filter(line -> !line.startsWith("#"))).hasSizeLessThanOrEqualTo(75);
  }

  @Test
  void tasks_that_wait_in_hand_for_their_key_neither_run_nor_keep_pods_busy() {
    busy = 8;
    estimate.blocked = 6;
    estimate.inFlight = 9;
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    now = NOW.plusSeconds(10);
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);

    var used = "taskworkers_pool_pod_seconds_total{namespace=\"n\",pool=\"p\",state=";
    assertThat(text())
        .contains(used + "\"busy\"} 5.0", used + "\"idle\"} 15.0")
        .contains("taskworkers_pool_tasks_in_flight" + POOL + " 3.0");
    assertThat(TimelineRecorder.numbers(look.orElseThrow()))
        .containsEntry(Measure.BUSY, 2.0)
        .containsEntry(Measure.RUNNING, 3.0);
  }

  private static WorkerReport report(int busy, int fetchedAhead) {
    return WorkerReport.builder(NOW, NOW, 4).busy(busy).ready(fetchedAhead).build();
  }

  @Test
  void a_task_that_a_pod_has_fetched_ahead_takes_no_slot_of_another_pod() {
    busy = 12;
    reports = Map.of("a", report(12, 8), "b", report(0, 0));
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    assertThat(TimelineRecorder.numbers(look.orElseThrow()))
        .containsEntry(Measure.BUSY, 4.0)
        .containsEntry(Measure.SLOTS, 8.0);

    now = NOW.plusSeconds(10);
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    var used = "taskworkers_pool_pod_seconds_total{namespace=\"n\",pool=\"p\",state=";
    assertThat(text()).contains(used + "\"busy\"} 10.0", used + "\"idle\"} 10.0");
  }

  @Test
  void a_pod_that_is_not_heard_is_as_busy_as_it_was_when_it_was() {
    busy = 5;
    reports = Map.of("a", report(1, 0));
    record(Reason.STEADY);
    assertThat(TimelineRecorder.numbers(look.orElseThrow()))
        .containsEntry(Measure.BUSY, 5.0)
        .containsEntry(Measure.SLOTS, 8.0);
  }

  @Test
  void a_task_that_a_pod_finishes_which_was_told_to_stop_takes_no_slot_of_those_that_stay() {
    busy = 2;
    reports = Map.of("stopping", report(2, 0), "a", report(0, 0), "b", report(0, 0));
    record(Reason.STEADY);
    assertThat(TimelineRecorder.numbers(look.orElseThrow())).containsEntry(Measure.BUSY, 0.0);
  }

  @Test
  void no_more_slots_are_busy_than_the_pods_that_are_ready_have() {
    busy = 8;
    ready = 1;
    record(Reason.STEADY);
    assertThat(TimelineRecorder.numbers(look.orElseThrow()))
        .containsEntry(Measure.BUSY, 4.0)
        .containsEntry(Measure.SLOTS, 4.0);
  }

  @Test
  void the_limits_that_are_shown_are_some_of_those_that_workers_count_by() {
    assertThat(Distribution.LIMITS).containsAll(PoolMetrics.LIMITS);
    assertThat(PoolMetrics.LIMITS).isSorted();
  }

  @Test
  void pods_are_busy_by_the_share_of_their_slots_and_for_as_long_as_they_are_seen() {
    busy = 4;
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    now = NOW.plusSeconds(10);
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    var used = "taskworkers_pool_pod_seconds_total{namespace=\"n\",pool=\"p\",state=";
    assertThat(text()).contains(used + "\"busy\"} 10.0", used + "\"idle\"} 10.0");

    account.pause();
    now = NOW.plusSeconds(1000);
    record(Reason.STEADY);
    account.looked(look.orElseThrow(), WorkCounts.NONE);
    assertThat(text()).contains(used + "\"busy\"} 10.0", used + "\"idle\"} 10.0");
  }

  @Test
  void what_the_operator_goes_by_is_shown_with_its_age() {
    backlog = sampled(NOW.minusSeconds(90));
    arrivals = Arrivals.counted(NOW.getEpochSecond() - 60, Collections.nCopies(57, 1));
    record(Reason.STEADY);
    now = NOW.plusSeconds(5);

    var age = "taskworkers_pool_signal_age_seconds{namespace=\"n\",pool=\"p\",signal=";
    assertThat(text())
        .contains(age + "\"decision\"} 5.0", age + "\"sample\"} 95.0", age + "\"doorbell\"} 8.0");
  }

  @Test
  void workers_that_cannot_be_heard_are_shown_and_where_none_is_asked_there_is_no_number() {
    record(Reason.STEADY);
    assertThat(text()).contains("taskworkers_pool_workers_unheard" + POOL + " NaN");

    reporting = Optional.of(new ReportingSummary(3, 1, List.of("a", "b"), Map.of()));
    record(Reason.STEADY);
    assertThat(text()).contains("taskworkers_pool_workers_unheard" + POOL + " 2");
  }

  @Test
  void the_oldest_task_that_waits_is_the_last_but_as_many_as_wait_of_those_that_came() {
    // 5 came 40 s ago, 4 came 20 s ago, 6 came 10 s ago; nobody listened in between.
    var perSecond = new Integer[60];
    Arrays.fill(perSecond, 0);
    perSecond[5] = -1;
    perSecond[20] = 5;
    perSecond[40] = 4;
    perSecond[50] = 6;
    arrivals = Arrivals.counted(NOW.getEpochSecond() - 60, List.of(perSecond));

    assertWait(10, 20);
    assertWait(11, 40);
    assertWait(6, 10);
    // Longer than the counts reach back.
    assertWait(99, 60);
    assertWait(0, 0);
  }

  @Test
  void seconds_that_are_not_among_the_samples_brought_what_those_before_them_did() {
    var last = NOW.getEpochSecond();
    arrivals =
        Arrivals.counted(
            last - 599,
            IntStream.rangeClosed(-599, 0)
                .mapToObj(ago -> Share.SAMPLES.hears(last + ago) ? 300 : -1)
                .toList());

    for (var seconds : List.of(2, 5, 10, 20)) {
      estimate.waiting = 300 * seconds;
      record(Reason.STEADY);
      assertThat(look.orElseThrow().waitSeconds()).isCloseTo(seconds, Offset.offset(1.0));
    }
  }

  @Test
  void uncounted_tasks_wait_as_the_rate_says_or_those_that_have_just_started() {
    assertWait(12, 6);

    estimate.waitingSeconds = 45;
    assertWait(12, 45);
  }

  private void assertWait(int tasks, int seconds) {
    estimate.waiting = tasks;
    record(Reason.STEADY);
    assertThat(text())
        .containsPattern("taskworkers_pool_oldest_wait_seconds\\{[^}]*\\} " + seconds + "(\\.0)?\n")
        .containsPattern("taskworkers_pool_wait_objective_seconds\\{[^}]*\\} 30(\\.0)?\n");
  }
}
