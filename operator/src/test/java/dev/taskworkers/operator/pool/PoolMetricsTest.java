package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.preflight.CheckResult;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Explanations;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.Estimate.Evidence;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of a pool. */
final class PoolMetricsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  private static final String POOL = "{namespace=\"n\",pool=\"p\"}";

  private final PoolMetrics metrics = new PoolMetrics();
  private Optional<PoolMetrics.Look> look = Optional.empty();
  private Optional<Boolean> ready = Optional.empty();
  private Arrivals arrivals = Arrivals.notCounted();
  private Optional<ReportingSummary> reporting = Optional.empty();
  private double waiting = 12;
  private double waitingSeconds = 0;

  private void record(Reason reason) {
    var backlog = new Backlog(Backlog.State.MISSING, List.of());
    var seen =
        new PoolSnapshot(
            new PodInventory(2, List.of(), List.of(), List.of(), 0, false, Map.of()),
            CheckResult.pending(),
            Optional.empty(),
            new ArrivalObservation(arrivals, true, "Metric", ""),
            KnownBacklog.of(backlog, ""),
            reporting,
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            new Observation(
                new Pods(2, 2, 0, 0, List.of()), backlog, arrivals, Service.unreported()));
    var policy = Policy.of(10, Duration.ofSeconds(30), 4, true);
    look = Optional.of(new PoolMetrics.Look(policy, seen, decision(reason), NOW));
  }

  private String text() {
    return metrics.text(List.of(new PoolMetrics.Row("n", "p", look, ready)));
  }

  private Decision decision(Reason reason) {
    var estimate =
        new Estimate(
            waiting,
            waiting,
            3,
            2,
            60,
            5,
            true,
            20,
            true,
            waitingSeconds,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            new Evidence(Arriving.COUNTED, Serving.MODELLED));
    return new Decision(
        2, 3, 3, Explanations.giving(reason), estimate, ScalingState.startingAt(NOW));
  }

  @Test
  void a_limit_is_shown_by_its_reason_and_only_while_it_holds() {
    record(Reason.MAXIMUM);
    assertThat(text())
        .contains("taskworkers_pool_limited{namespace=\"n\",pool=\"p\",reason=\"Maximum\"} 1");

    record(Reason.STEADY);
    assertThat(text()).doesNotContain("taskworkers_pool_limited{");
  }

  @Test
  void a_pool_that_is_not_scaled_is_shown_by_its_reason() {
    record(Reason.PINNED);

    assertThat(text())
        .contains("taskworkers_pool_inactive{namespace=\"n\",pool=\"p\",reason=\"Pinned\"} 1")
        .doesNotContain("taskworkers_pool_limited{");
  }

  @Test
  void changes_of_what_is_asked_for_are_counted_and_not_every_look() {
    record(Reason.IDLE);
    assertThat(text()).doesNotContain("taskworkers_pool_decisions_total{");

    metrics.count("n", "p", decision(Reason.IDLE));
    record(Reason.IDLE);
    assertThat(text())
        .contains(
            "taskworkers_pool_decisions_total{namespace=\"n\",pool=\"p\",reason=\"Idle\"} 1.0");
  }

  @Test
  void a_pool_that_is_refused_is_not_ready_and_shows_nothing_else() {
    ready = Optional.of(false);
    assertThat(text())
        .contains("taskworkers_pool_ready" + POOL + " 0")
        .doesNotContain("taskworkers_pool_replicas");

    ready = Optional.of(true);
    assertThat(text()).contains("taskworkers_pool_ready" + POOL + " 1");
  }

  @Test
  void each_metric_says_what_it_is() {
    record(Reason.MAXIMUM);
    metrics.count("n", "p", decision(Reason.MAXIMUM));
    ready = Optional.of(true);

    assertThat(text().lines().filter(line -> line.startsWith("# TYPE")))
        .allSatisfy(line -> assertThat(text()).contains("# HELP " + line.split(" ")[2] + " "));
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
  void uncounted_tasks_wait_as_the_rate_says_or_those_that_have_just_started() {
    assertWait(12, 6);

    waitingSeconds = 45;
    assertWait(12, 45);
  }

  private void assertWait(int tasks, int seconds) {
    waiting = tasks;
    record(Reason.STEADY);
    assertThat(text())
        .containsPattern("taskworkers_pool_wait_seconds\\{[^}]*\\} " + seconds + "(\\.0)?\n")
        .containsPattern("taskworkers_pool_wait_objective_seconds\\{[^}]*\\} 30(\\.0)?\n");
  }

  @Test
  void nothing_is_left_of_a_pool_that_is_gone() {
    record(Reason.MAXIMUM);
    metrics.count("n", "p", decision(Reason.MAXIMUM));
    text();

    metrics.forget("n", "p");

    assertThat(metrics.text(List.of())).doesNotContain("pool=\"p\"");
  }
}
