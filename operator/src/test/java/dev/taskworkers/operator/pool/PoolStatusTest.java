// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.Advice;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Explanations;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.CrossCheck;
import dev.taskworkers.operator.scaling.estimate.EstimateFixture;
import dev.taskworkers.operator.scaling.estimate.EstimatorState;
import dev.taskworkers.operator.scaling.estimate.History;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the operator answers. */
final class PoolStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00.123Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final CheckResult PULLABLE =
      new CheckResult(CheckResult.State.READY, "It can be pulled.", "projects/p/topics/t");
  private static final Backlog FRESH =
      new Backlog(State.FRESH, List.of(new Sample(NOW.minusSeconds(150), 7, Duration.ZERO)));

  private final TaskWorkerPool pool = Manifests.exec();
  private final EstimateFixture estimate = new EstimateFixture();
  private boolean arrivalsKnown = true;
  private CheckResult subscription = PULLABLE;
  private Optional<CheckResult> deadLetterTopic = Optional.empty();
  private Optional<String> podsRefused = Optional.empty();
  private Optional<String> competingAutoscaler = Optional.empty();
  private KnownBacklog backlog = KnownBacklog.of(FRESH, "");
  private List<String> foreignPods = List.of();
  private Map<String, String> doubtedReports = Map.of();
  private Optional<ReportingSummary> reporting =
      Optional.of(new ReportingSummary(0, 0, List.of(), Map.of()));
  private History history = History.EMPTY;
  private CrossCheck crossCheck = CrossCheck.NEW;

  PoolStatusTest() {
    estimate.waiting = 12.4;
    estimate.inFlight = 3;
    estimate.arrivalRate = 2.55;
    estimate.taskSeconds = 5.25;
  }

  private TaskWorkerPoolStatus status(Reason reason, int from, int to, Instant now) {
    var arrivals = Arrivals.notCounted();
    var seen =
        new PoolSnapshot(
            new PodInventory(from, List.of(), List.of(), List.of(), 0, false, Map.of()),
            subscription,
            deadLetterTopic,
            new ArrivalObservation(arrivals, arrivalsKnown, "Metric", "The pool asks for this."),
            backlog,
            reporting,
            foreignPods,
            doubtedReports,
            podsRefused,
            competingAutoscaler,
            new Observation(
                new Pods(from, 0, 0, 0, List.of()),
                backlog.backlog(),
                arrivals,
                Service.unreported()));
    var decision =
        new Decision(from, to, to, Explanations.giving(reason), estimate.estimate(), memory(now));
    var last =
        PoolStatus.lastDecision(
            Optional.ofNullable(pool.getStatus()).map(TaskWorkerPoolStatus::lastDecision),
            decision,
            now);
    return PoolStatus.after(pool, seen, decision, last, 9000, now);
  }

  private ScalingState memory(Instant now) {
    var fresh = ScalingState.startingAt(now);
    var track = fresh.track();
    return fresh.withTrack(
        new EstimatorState(
            track.since(),
            history,
            track.learned(),
            track.emptyAt(),
            track.lastActivity(),
            crossCheck,
            track.keyLimit(),
            track.reckoned()));
  }

  private TaskWorkerPoolStatus status(Reason reason) {
    return status(reason, 2, 2, NOW);
  }

  private static Condition condition(TaskWorkerPoolStatus status, String type) {
    return status.conditions().stream().filter(c -> c.getType().equals(type)).findFirst().get();
  }

  @Test
  void the_duration_of_short_tasks_is_said_in_milliseconds_and_a_guess_is_not() {
    estimate.taskSeconds = 0.0342;
    assertThat(status(Reason.BACKLOG).estimate().taskDuration()).isEqualTo("34ms");

    estimate.measured = false;
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
                "2026-01-01T00:10:00.123Z",
                2,
                5,
                "Backlog",
                Explanations.giving(Reason.BACKLOG).sentence(2, 5)));
    assertThat(status.conditions())
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder(
            "Ready",
            "ScalingActive",
            "ScalingLimited",
            "PodsHealthy",
            "TasksFailing",
            "WorkersHeard",
            "BacklogKnown",
            "SubscriptionReady",
            "ArrivalsKnown");
  }

  @Test
  void a_doorbell_that_misses_what_workers_start_is_not_said_to_count_every_task() {
    crossCheck = new CrossCheck(Optional.empty(), Optional.of(NOW), Optional.empty());

    var known = condition(status(Reason.STEADY), "ArrivalsKnown");

    assertThat(known.getStatus()).isEqualTo("False");
    assertThat(known.getReason()).isEqualTo("Disagrees");
    assertThat(known.getMessage()).contains("started more tasks than the doorbell has counted");
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
  void a_decision_stays_until_one_asks_for_other_pods_or_has_another_reason() {
    pool.setStatus(status(Reason.BACKLOG, 2, 5, NOW));
    var last = pool.getStatus().lastDecision();

    assertThat(status(Reason.BACKLOG, 5, 5, LATER).lastDecision()).isEqualTo(last);
    assertThat(status(Reason.BACKLOG, 3, 5, LATER).lastDecision()).isEqualTo(last);
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
        "ERROR   | False | Error   | did not answer the last request (DEADLINE_EXCEEDED)",
      })
  void backlog_states(State state, String known, String reason, String words) {
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

  @DisplayName("samples that are missing for want of tasks are nothing to fix")
  @ParameterizedTest(name = "{0} wait, {1} run, as estimated: {2}")
  @CsvSource({"0, 0, Quiet", "0.4, 0, Quiet", "1, 0, Missing", "0, 1, Missing"})
  void quiet(double tasksWaiting, double tasksRunning, String reason) {
    estimate.waiting = tasksWaiting;
    estimate.inFlight = tasksRunning;
    backlog = new KnownBacklog(Backlog.missing(), "There is none.", true, Optional.empty());

    var condition = condition(status(Reason.STEADY), "BacklogKnown");

    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getStatus()).isEqualTo(reason.equals("Quiet") ? "Unknown" : "False");
  }

  @DisplayName("an empty pool needs no sample, whatever the last one said before they ended")
  @ParameterizedTest(name = "{0} pods, {1}, had tasks: {2}: {3}")
  @CsvSource({
    "0, STEADY, true, Quiet",
    "0, STEADY, false, Missing",
    "1, STEADY, true, Missing",
    "0, PAUSED, true, Missing"
  })
  void empty(int pods, Reason reason, boolean hadTasks, String known) {
    estimate.measured = hadTasks;
    estimate.waiting = 0;
    estimate.inFlight = 0;
    backlog = KnownBacklog.of(Backlog.missing(), "");

    assertThat(condition(status(reason, pods, pods, NOW), "BacklogKnown").getReason())
        .isEqualTo(known);
  }

  @DisplayName("an empty pool needs no new sample after one that counted nothing")
  @ParameterizedTest(name = "{0} pods, the last counted nothing: {1}: {2}")
  @CsvSource({"0, true, Quiet", "0, false, Stale", "1, true, Stale"})
  void samples_stop(int pods, boolean lastEmpty, String known) {
    estimate.measured = true;
    estimate.waiting = 0;
    estimate.inFlight = 0;
    backlog =
        new KnownBacklog(
            new Backlog(State.STALE, List.of()), "It is old.", lastEmpty, Optional.empty());

    var condition = condition(status(Reason.STEADY, pods, pods, NOW), "BacklogKnown");

    assertThat(condition.getReason()).isEqualTo(known);
    assertThat(condition.getStatus()).isEqualTo(known.equals("Quiet") ? "Unknown" : "False");
  }

  @Test
  void nothing_is_asked_about_a_subscription_of_which_pubsub_has_not_said_whose_it_is() {
    estimate.waiting = 0;
    estimate.inFlight = 0;
    subscription = CheckResult.pending();
    backlog = KnownBacklog.NOT_ASKED;

    var condition = condition(status(Reason.STEADY, 0, 0, NOW), "BacklogKnown");

    assertThat(condition.getStatus()).isEqualTo("Unknown");
    assertThat(condition.getReason()).isEqualTo("Checking");
    assertThat(condition.getMessage()).isEqualTo("Nothing is asked about the subscription.");
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
  void a_subscription_that_cannot_be_pulled_makes_the_pool_not_ready() {
    subscription = new CheckResult(CheckResult.State.NOT_FOUND, "It does not exist.", "");

    var status = status(Reason.STEADY);

    assertThat(condition(status, "Ready").getReason()).isEqualTo("NotFound");
    assertThat(condition(status, "SubscriptionReady").getStatus()).isEqualTo("False");
  }

  @DisplayName("what is not known of a subscription that can't be pulled is no fault of its own")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "NOT_FOUND, Unknown",
    "READY, False",
    "TOPIC_DELETED, False",
    "NO_ANSWER, False",
    "PERMISSION_DENIED, False"
  })
  void not_pullable(CheckResult.State found, String known) {
    subscription = new CheckResult(found, "A sentence.", "");
    backlog = KnownBacklog.of(new Backlog(State.STALE, List.of()), "");
    arrivalsKnown = false;

    var status = status(Reason.STEADY);

    assertThat(condition(status, "BacklogKnown").getStatus()).isEqualTo(known);
    assertThat(condition(status, "ArrivalsKnown").getStatus()).isEqualTo(known);
  }

  @Test
  void a_dead_letter_policy_that_takes_tasks_away_too_soon_is_told_to_pools_of_our_workers() {
    subscription =
        new CheckResult(
            CheckResult.State.READY,
            "It can be pulled.",
            Source.everythingOf("projects/p/topics/t"),
            Map.of(),
            Optional.empty(),
            Optional.of(new Advice("Allow more deliveries.", "gcloud run")),
            Optional.empty());

    var ours = condition(status(Reason.STEADY), "SubscriptionReady");
    assertThat(ours.getStatus()).isEqualTo("True");
    assertThat(ours.getReason()).isEqualTo("FewDeliveries");
    assertThat(ours.getMessage()).isEqualTo("It can be pulled. Allow more deliveries: gcloud run");

    reporting = Optional.empty();
    var foreign = condition(status(Reason.STEADY), "SubscriptionReady");
    assertThat(foreign.getReason()).isEqualTo("Ready");
  }

  @Test
  void a_retry_policy_that_delays_what_workers_give_back_is_told_to_pools_of_our_workers() {
    subscription =
        new CheckResult(
            CheckResult.State.READY,
            "It can be pulled.",
            Source.everythingOf("projects/p/topics/t"),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Advice("Clear it.", "gcloud run")));

    var ours = condition(status(Reason.STEADY), "SubscriptionReady");
    assertThat(ours.getStatus()).isEqualTo("True");
    assertThat(ours.getReason()).isEqualTo("DelaysRedeliveries");
    assertThat(ours.getMessage()).isEqualTo("It can be pulled. Clear it: gcloud run");

    reporting = Optional.empty();
    assertThat(condition(status(Reason.STEADY), "SubscriptionReady").getReason())
        .isEqualTo("Ready");
  }

  @Test
  void who_waits_for_ready_waits_until_pubsub_has_answered_and_a_later_silence_changes_nothing() {
    pool.getMetadata().setGeneration(1L);
    subscription = CheckResult.pending();
    var first = condition(status(Reason.STEADY), "Ready");
    assertThat(first.getStatus()).isEqualTo("Unknown");
    assertThat(first.getReason()).isEqualTo("Checking");

    subscription = PULLABLE;
    pool.setStatus(status(Reason.STEADY));
    subscription = new CheckResult(CheckResult.State.NO_ANSWER, "It did not answer.", "");
    assertThat(condition(status(Reason.STEADY), "Ready").getStatus()).isEqualTo("True");

    pool.getMetadata().setGeneration(2L);
    assertThat(condition(status(Reason.STEADY), "Ready").getReason()).isEqualTo("NoAnswer");
  }

  @Test
  void a_subscription_that_nobody_can_look_at_is_unknown_and_the_pool_works() {
    subscription = new CheckResult(CheckResult.State.PERMISSION_DENIED, "Grant it.", "");

    var status = status(Reason.STEADY);

    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(status, "SubscriptionReady").getStatus()).isEqualTo("Unknown");
  }

  @Test
  void a_dead_letter_topic_has_its_own_condition() {
    deadLetterTopic = Optional.of(new CheckResult(CheckResult.State.NO_SUBSCRIPTION, "Lost.", ""));

    var status = status(Reason.STEADY);

    assertThat(condition(status, "DeadLetterReady").getStatus()).isEqualTo("False");
    assertThat(condition(status, "DeadLetterReady").getMessage()).isEqualTo("Lost.");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void a_pool_whose_dead_letters_come_back_as_tasks_is_not_ready() {
    deadLetterTopic = PULLABLE.loopThrough(ResourceName.parse("projects/p/topics/t"));

    var status = status(Reason.STEADY);

    assertThat(condition(status, "DeadLetterReady").getStatus()).isEqualTo("False");
    assertThat(condition(status, "DeadLetterReady").getReason()).isEqualTo("SameTopic");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getMessage())
        .contains("without end", "set spec.deadLetter.topic to another topic");
  }

  @Test
  void what_kubernetes_says_about_a_quota_is_said_again() {
    podsRefused = Optional.of("pods \"thumbs-1\" is forbidden: exceeded quota: small");

    var ready = condition(status(Reason.BACKLOG), "Ready");

    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo("ReplicaFailure");
    assertThat(ready.getMessage()).endsWith("exceeded quota: small");
  }

  @Test
  void whoever_else_sets_the_replicas_is_named() {
    assertThat(status(Reason.STEADY).conditions())
        .noneMatch(condition -> condition.getType().equals("ReplicasContested"));

    competingAutoscaler = Optional.of("kube-controller-manager");

    assertThat(condition(status(Reason.STEADY), "ReplicasContested").getMessage())
        .startsWith("kube-controller-manager sets the replicas")
        .contains("HorizontalPodAutoscaler: delete that");
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSED", "ADVISED"})
  void whoever_sets_the_replicas_where_the_operator_leaves_them_is_no_rival(Reason reason) {
    competingAutoscaler = Optional.of("kube-controller-manager");

    assertThat(status(reason).conditions())
        .noneMatch(condition -> condition.getType().equals("ReplicasContested"));
  }

  @DisplayName("each reason says whether the pool is scaled, and whether a limit sets its pods")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "STEADY, True, False",
    "ARRIVALS, True, False",
    "BACKLOG, True, False",
    "SCALE_FROM_ZERO, True, False",
    "DOUBLING, True, False",
    "SURPLUS, True, False",
    "IDLE, True, False",
    "STABILIZING, True, False",
    "IDLE_NOT_CONFIRMED, True, False",
    "RESTARTED, True, False",
    "IN_FLIGHT, True, False",
    "FALLBACK, True, False",
    "RATE_LIMIT, True, True",
    "GROWTH_LIMIT, True, True",
    "TASKS_FAILING, True, True",
    "UNSCHEDULABLE, True, True",
    "DOWNSTREAM_SATURATED, True, True",
    "MINIMUM, True, True",
    "MAXIMUM, True, True",
    "SCHEDULE, True, True",
    "BEHAVIOR, True, True",
    "SIGNALS_UNAVAILABLE, False, False",
    "NOT_PULLABLE, False, False",
    "PINNED, False, False",
    "ADVISED, False, False",
    "PAUSED, False, False",
  })
  void reasons(Reason reason, String active, String limited) {
    var status = status(reason);

    assertThat(condition(status, "ScalingActive").getStatus()).isEqualTo(active);
    assertThat(condition(status, "ScalingLimited").getStatus()).isEqualTo(limited);
    assertThat(condition(status, "ScalingLimited").getReason())
        .isEqualTo(limited.equals("True") ? reason.word() : "NotLimited");
    assertThat(condition(status, "Ready").getMessage())
        .contains(active.equals("True") ? "follows its subscription" : "doesn't scale it");
  }

  @DisplayName("whether tasks fail is said from what the workers counted, whatever is decided")
  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource({
    "15, 20, True, MostTasksFail, 15 of 20 tasks failed in the last 2 min.",
    "10, 20, False, TasksSucceed, Most tasks succeed.",
    "19, 19, False, FewTasks, Too few tasks ended in the last minutes to tell.",
  })
  void failures(int failed, int finished, String status, String reason, String message) {
    history =
        History.EMPTY
            .plus(new History.Tick(NOW.minusSeconds(60), 1, true, Service.unreported()))
            .plus(new History.Tick(NOW, 1, true, ended(failed, finished)));

    var condition = condition(status(Reason.PAUSED), "TasksFailing");

    assertThat(condition.getStatus()).isEqualTo(status);
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getMessage()).isEqualTo(message);
  }

  private static Service ended(int failed, int finished) {
    return Service.builder()
        .reporting(1)
        .slots(4)
        .started(finished)
        .finished(finished)
        .failed(failed)
        .build();
  }

  @DisplayName("whether the workers can be heard is said with numbers and what to look for")
  @ParameterizedTest(name = "{1} of {0} ready answer, silent for long: {2}")
  @CsvSource({
    "0, 0, '', Unknown, NoReadyPods, No pod is ready",
    "2, 0, '', Unknown, Listening, asked the workers a moment ago",
    "2, 1, '', True, Heard, 1 of 2 ready workers have answered recently.",
    "2, 2, '', True, Heard, 2 of 2 ready workers have answered recently.",
    "2, 1, 'w1', False, NoAnswer, 1 of 2 ready workers have answered recently; w1 has been silent",
    "9, 6, 'w1 w2 w3', False, NoAnswer, w1 and 2 more have been silent for a minute or longer",
    "2, 0, 'w1 w2', False, NoAnswer, reach port 9000 of the pool's pods: look for a NetworkPolicy",
  })
  void hearing(int ready, int heard, String silent, String status, String reason, String words) {
    reporting =
        Optional.of(
            new ReportingSummary(
                ready, heard, silent.isEmpty() ? List.of() : List.of(silent.split(" ")), Map.of()));

    var condition = condition(status(Reason.STEADY), "WorkersHeard");

    assertThat(condition.getStatus()).isEqualTo(status);
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getMessage()).contains(words);
  }

  @Test
  void workers_that_refuse_orders_are_named_with_what_they_say() {
    reporting =
        Optional.of(
            new ReportingSummary(
                3, 3, List.of(), Map.of("w2", "no\u001b key", "w1", "the clock is wrong")));

    var condition = condition(status(Reason.STEADY), "WorkersHeard");

    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("OrdersRefused");
    assertThat(condition.getMessage())
        .contains("2 workers, such as w1, have refused", "'the clock is wrong'");
  }

  @Test
  void of_workers_that_report_nothing_no_condition_says_something() {
    reporting = Optional.empty();

    assertThat(status(Reason.STEADY).conditions())
        .extracting(Condition::getType)
        .doesNotContain("WorkersHeard", "TasksFailing");
  }

  @DisplayName("a decision is news when it asks for other pods than the last one did")
  @ParameterizedTest(name = "last asked for {0}, there are {1}, this one asks for {2}: {3}")
  @CsvSource({
    "10, 10, 0, true",
    // The pods can't follow yet: some run long tasks, or can't be heard.
    "0, 10, 0, false",
    "0, 10, 10, true",
    "5, 5, 5, false",
    // Without a last one what there is counts.
    ", 5, 5, false",
    ", 5, 6, true",
  })
  void news(Integer last, int from, int to, boolean news) {
    var before =
        Optional.ofNullable(last)
            .map(target -> new TaskWorkerPoolStatus.LastDecision("t", 0, target, "Idle", "m"));
    var decision =
        new Decision(
            from, to, to, Explanations.giving(Reason.IDLE), estimate.estimate(), memory(NOW));

    assertThat(PoolStatus.isNews(before, decision)).isEqualTo(news);
  }

  @Test
  void a_pool_that_is_refused_says_why_and_keeps_what_was_decided() {
    pool.setStatus(status(Reason.BACKLOG, 2, 5, NOW));

    var refused = refused();

    assertThat(condition(refused, "Ready").getMessage()).isEqualTo("Write it so.");
    assertThat(condition(refused, "ScalingActive").getStatus()).isEqualTo("False");
    assertThat(refused.lastDecision()).isEqualTo(pool.getStatus().lastDecision());
    assertThat(refused.desiredReplicas()).isEqualTo(5);
  }

  @Test
  void pods_whose_reports_cannot_be_true_are_named_with_what_they_say() {
    assertThat(status(Reason.STEADY).conditions())
        .noneMatch(condition -> condition.getType().equals("ReportsDoubted"));

    doubtedReports = Map.of("p-2", "has 9000 slots", "p-1", "holds 5000 tasks");
    assertThat(condition(status(Reason.STEADY), "ReportsDoubted").getMessage())
        .startsWith(
            "The operator leaves out the reports of 2 pods that can't be true: p-1 says that it holds 5000");
  }

  @Test
  void pods_that_bear_the_label_alone_are_named() {
    assertThat(status(Reason.STEADY).conditions())
        .noneMatch(condition -> condition.getType().equals("ForeignPods"));

    foreignPods = List.of("intruder");
    assertThat(condition(status(Reason.STEADY), "ForeignPods").getMessage())
        .startsWith("The pool's label is on pod intruder, which no ReplicaSet of the pool's");

    foreignPods = List.of("intruder", "other");
    assertThat(condition(status(Reason.STEADY), "ForeignPods").getMessage())
        .startsWith("The pool's label is on 2 pods, such as intruder, that no ReplicaSet of");
  }

  @Test
  void a_pool_is_stalled_where_only_another_spec_helps() {
    assertThat(condition(refused(), "Stalled").getStatus()).isEqualTo("True");
    var waiting =
        PoolStatus.refused(pool, new PoolPods(List.of()), "NoConsent", "Label it.", LATER);
    assertThat(waiting.conditions()).extracting(Condition::getType).doesNotContain("Stalled");
    pool.setStatus(refused());
    assertThat(status(Reason.STEADY).conditions())
        .extracting(Condition::getType)
        .doesNotContain("Stalled");
  }

  @Test
  void a_pool_that_is_refused_shows_the_pods_of_now_and_nothing_that_was_estimated() {
    pool.setStatus(status(Reason.BACKLOG, 2, 5, NOW));
    var task = pool.getStatus().estimate().taskDuration();
    assertThat(pool.getStatus().backlog()).isNotNull();

    var refused =
        refused(PodBuilder.ready("a", NOW).build(), PodBuilder.ready("b", NOW).starting().build());

    assertThat(refused.replicas()).isEqualTo(2);
    assertThat(refused.readyReplicas()).isEqualTo(1);
    assertThat(refused.selector())
        .isEqualTo("taskworkers.dev/pool=" + pool.getMetadata().getName());
    assertThat(refused.backlog()).isNull();
    assertThat(refused.estimate())
        .isEqualTo(new TaskWorkerPoolStatus.Estimate(null, null, null, task, null, null));
  }

  private TaskWorkerPoolStatus refused(WorkerPod... pods) {
    return PoolStatus.refused(pool, new PoolPods(List.of(pods)), "Invalid", "Write it so.", LATER);
  }
}
