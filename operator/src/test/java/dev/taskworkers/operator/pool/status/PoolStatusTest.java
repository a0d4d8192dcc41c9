package dev.taskworkers.operator.pool.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.arrivals.Heard;
import dev.taskworkers.operator.backlog.KnownBacklog;
import dev.taskworkers.operator.pool.observation.Seen;
import dev.taskworkers.operator.pool.roster.Crew;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.preflight.Verdict;
import dev.taskworkers.operator.preflight.Verdict.Fit;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.memory.Memory;
import dev.taskworkers.operator.scaling.reckoning.Reckoning;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Arriving;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Evidence;
import dev.taskworkers.operator.scaling.reckoning.Reckoning.Serving;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.signals.Backlog.State;
import dev.taskworkers.operator.scaling.signals.Observation;
import dev.taskworkers.operator.scaling.signals.Pods;
import dev.taskworkers.operator.scaling.signals.Service;
import dev.taskworkers.operator.scaling.steps.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the operator answers. */
final class PoolStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00.123Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Verdict PULLABLE =
      new Verdict(Fit.YES, "Ready", "It can be pulled.", "projects/p/topics/t", "");
  private static final Backlog FRESH =
      new Backlog(State.FRESH, List.of(new Sample(NOW.minusSeconds(150), 7, Duration.ZERO)));

  private double taskSeconds = 5.25;
  private boolean measured = true;

  private final TaskWorkerPool pool = Manifests.exec();
  private Verdict subscription = PULLABLE;
  private Optional<Verdict> deadLetterTopic = Optional.empty();
  private Optional<String> podsRefused = Optional.empty();
  private KnownBacklog backlog = KnownBacklog.of(FRESH, "");

  private TaskWorkerPoolStatus status(Reason reason, int from, int to, Instant now) {
    var arrivals = Arrivals.notCounted();
    var seen =
        new Seen(
            new Crew(from, List.of(), List.of(), List.of(), 0, false, Map.of()),
            subscription,
            deadLetterTopic,
            new Heard(arrivals, true, "Metric", "As the pool asks for."),
            backlog,
            podsRefused,
            new Observation(
                new Pods(from, 0, 0, 0, List.of()),
                backlog.backlog(),
                arrivals,
                Service.unreported()));
    var reckoning =
        new Reckoning(
            12.4,
            3,
            2.55,
            60,
            taskSeconds,
            measured,
            20,
            false,
            0,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            new Evidence(Arriving.COUNTED, Serving.MODELLED));
    var decision =
        new Decision(from, to, to, reason, "because of it.", reckoning, Memory.startingAt(now));
    var last =
        PoolStatus.lastDecision(
            Optional.ofNullable(pool.getStatus()).map(TaskWorkerPoolStatus::lastDecision),
            decision,
            now);
    return PoolStatus.after(pool, seen, decision, last, now);
  }

  private TaskWorkerPoolStatus status(Reason reason) {
    return status(reason, 2, 2, NOW);
  }

  private static Condition condition(TaskWorkerPoolStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst().get();
  }

  @Test
  void the_duration_of_short_tasks_is_said_in_milliseconds_and_a_guess_is_not() {
    taskSeconds = 0.0342;
    assertThat(status(Reason.BACKLOG).estimate().taskDuration()).isEqualTo("34ms");

    measured = false;
    assertThat(status(Reason.BACKLOG).estimate().taskDuration()).isNull();
  }

  @Test
  void a_healthy_pool_says_what_it_sees_thinks_and_has_decided() {
    var status = status(Reason.BACKLOG, 2, 5, NOW);

    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.desiredReplicas()).isEqualTo(5);
    assertThat(status.selector()).isEqualTo("taskworkers.dev/pool=thumbs");
    assertThat(status.backlog())
        .isEqualTo(
            new TaskWorkerPoolStatus.Backlog(
                7L, "0s", "2026-01-01T00:07:30Z", TaskWorkerPoolStatus.BacklogState.Fresh));
    assertThat(status.estimate())
        .isEqualTo(
            new TaskWorkerPoolStatus.Estimate(12L, 3L, "2.6/s", "5.3s", "Counted", "Modelled"));
    assertThat(status.lastDecision())
        .isEqualTo(
            new TaskWorkerPoolStatus.LastDecision(
                "2026-01-01T00:10:00.123Z", 2, 5, "Backlog", "because of it."));
    assertThat(status.conditions())
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder(
            "Ready",
            "ScalingActive",
            "ScalingLimited",
            "TasksFailing",
            "BacklogKnown",
            "SubscriptionReady",
            "ArrivalsKnown");
  }

  @Test
  void when_nothing_changes_the_status_is_equal_and_needs_no_write() {
    pool.setStatus(status(Reason.STEADY));

    assertThat(status(Reason.STEADY, 2, 2, LATER)).isEqualTo(pool.getStatus());
  }

  @Test
  void a_transition_time_moves_with_its_status_alone() {
    pool.setStatus(status(Reason.STEADY));
    var later = status(Reason.MAXIMUM, 2, 2, LATER);

    assertThat(condition(later, "ScalingLimited").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:11:00Z");
    assertThat(condition(later, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:10:00Z");
  }

  @Test
  void a_decision_stays_until_one_changes_the_pods_or_has_another_reason() {
    pool.setStatus(status(Reason.BACKLOG, 2, 5, NOW));
    var last = pool.getStatus().lastDecision();

    assertThat(status(Reason.BACKLOG, 5, 5, LATER).lastDecision()).isEqualTo(last);
    assertThat(status(Reason.BACKLOG, 5, 6, LATER).lastDecision().to()).isEqualTo(6);
    assertThat(status(Reason.STEADY, 5, 5, LATER).lastDecision().reason()).isEqualTo("Steady");
  }

  @DisplayName("each state of the backlog has its condition")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "FRESH   | True  | Fresh   | shows recent samples",
        "STALE   | False | Stale   | too old to be used; nothing is removed",
        "MISSING | False | Missing | does not mean that it is empty",
        "ERROR   | False | Error   | no answer to the last question (DEADLINE_EXCEEDED)",
      })
  void backlogStates(State state, String known, String reason, String words) {
    var samples = state == State.MISSING ? List.<Sample>of() : FRESH.samples();
    backlog = KnownBacklog.of(new Backlog(state, samples), "DEADLINE_EXCEEDED");

    var status = status(Reason.STEADY);

    assertThat(condition(status, "BacklogKnown").getStatus()).isEqualTo(known);
    assertThat(condition(status, "BacklogKnown").getReason()).isEqualTo(reason);
    assertThat(condition(status, "BacklogKnown").getMessage()).contains(words);
    assertThat(status.backlog().state()).hasToString(reason);
    assertThat(status.backlog().undelivered())
        .isEqualTo(state == State.MISSING ? null : Long.valueOf(7));
  }

  @Test
  void the_oldest_age_is_the_last_that_is_known_for_ages_are_read_more_rarely() {
    backlog =
        KnownBacklog.of(
            new Backlog(
                State.FRESH,
                List.of(
                    new Sample(NOW.minusSeconds(120), 5, Duration.ofSeconds(90)),
                    new Sample(NOW.minusSeconds(60), 7, Duration.ZERO))),
            "");

    assertThat(status(Reason.STEADY).backlog().oldestAge()).isEqualTo("1m30s");
  }

  @Test
  void a_subscription_that_can_not_be_pulled_makes_the_pool_not_ready() {
    subscription = new Verdict(Fit.NO, "NotFound", "It does not exist.", "", "");

    var status = status(Reason.STEADY);

    assertThat(condition(status, "Ready").getReason()).isEqualTo("NotFound");
    assertThat(condition(status, "SubscriptionReady").getStatus()).isEqualTo("False");
  }

  @Test
  void a_subscription_that_nobody_can_look_at_is_unknown_and_the_pool_works() {
    subscription = new Verdict(Fit.UNKNOWN, "PermissionDenied", "Grant it.", "", "");

    var status = status(Reason.STEADY);

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(status, "SubscriptionReady").getStatus()).isEqualTo("Unknown");
  }

  @Test
  void a_dead_letter_topic_has_its_own_condition() {
    deadLetterTopic = Optional.of(new Verdict(Fit.NO, "NoSubscription", "Lost.", "", ""));

    var status = status(Reason.STEADY);

    assertThat(condition(status, "DeadLetterReady").getStatus()).isEqualTo("False");
    assertThat(condition(status, "DeadLetterReady").getMessage()).isEqualTo("Lost.");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void what_kubernetes_says_about_a_quota_is_said_again() {
    podsRefused = Optional.of("pods \"thumbs-1\" is forbidden: exceeded quota: small");

    var ready = condition(status(Reason.BACKLOG), "Ready");

    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo("ReplicaFailure");
    assertThat(ready.getMessage()).endsWith("exceeded quota: small");
  }

  @DisplayName("a reason shows in the conditions that it concerns")
  @ParameterizedTest(name = "{0}")
  @EnumSource(Reason.class)
  void reasons(Reason reason) {
    var status = status(reason);

    var active = condition(status, "ScalingActive").getStatus().equals("True");
    var limited = condition(status, "ScalingLimited").getStatus().equals("True");
    assertThat(active)
        .isEqualTo(!List.of("Pinned", "Advised", "Paused", "NoSight").contains(reason.word()));
    assertThat(limited)
        .isEqualTo(
            List.of("Maximum", "Minimum", "GrowthLimit", "NoRoom", "TasksFailing")
                .contains(reason.word()));
    assertThat(condition(status, "TasksFailing").getStatus())
        .isEqualTo(reason == Reason.TASKS_FAILING ? "True" : "False");
  }

  @Test
  void a_pool_that_is_refused_says_why_and_keeps_what_was_known() {
    pool.setStatus(status(Reason.BACKLOG, 2, 5, NOW));

    var refused = PoolStatus.refused(pool, "Invalid", "Write it so.", LATER);

    assertThat(condition(refused, "Ready").getMessage()).isEqualTo("Write it so.");
    assertThat(condition(refused, "ScalingActive").getStatus()).isEqualTo("False");
    assertThat(refused.lastDecision()).isEqualTo(pool.getStatus().lastDecision());
    assertThat(refused.desiredReplicas()).isEqualTo(5);
  }
}
