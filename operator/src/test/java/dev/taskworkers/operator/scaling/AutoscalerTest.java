// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A decision, with 4 slots in a pod, tasks of 5 s and pods that start in 25 s")
class AutoscalerTest {
  private static final Optional<Instant> NOTICED = Optional.of(Scene.NOW);
  private static final Reason SCALE_FROM_ZERO = Reason.SCALE_FROM_ZERO;
  private static final Reason FAILING = Reason.TASKS_FAILING;
  private static final Policy.Action ADVISE = Policy.Action.ADVISE;
  private static final Policy.Action PAUSE = Policy.Action.PAUSE;
  private static final Policy.Action KEEP = Policy.Action.KEEP;
  private static final Reason UNPULLED = Reason.NOT_PULLABLE;

  static Stream<Arguments> decisions() {
    return Stream.of(
        row("an empty pool with nothing to do stays empty", 0, s -> {}, 0, Reason.STEADY),
        row("a counted burst wakes what it needs", 0, s -> s.lately(4), 21, Reason.SCALE_FROM_ZERO),
        row(
            "what came for 15 s is foreseen for 15 s more, however long pods take to start",
            0,
            s -> s.lately(4).timeToReady = Duration.ofMinutes(5),
            31,
            SCALE_FROM_ZERO),
        row(
            "a new leader wakes an empty pool for what came before it",
            0,
            s -> s.arriving(0.02).watched = Duration.ZERO,
            3,
            SCALE_FROM_ZERO),
        row(
            "but not for more than ten pods, for it may have been done",
            0,
            s -> s.arriving(5).watched = Duration.ZERO,
            10,
            SCALE_FROM_ZERO),
        row(
            "a probe's one task wakes one pod",
            0,
            s -> s.notCounted().noticed = NOTICED,
            1,
            SCALE_FROM_ZERO),
        row(
            "a sample alone wakes at most ten",
            0,
            s -> s.notCounted().sampled(120, 3000),
            10,
            SCALE_FROM_ZERO),
        row("8/s are 40 slots and room for chance", 11, s -> s.arriving(8), 11, Reason.STEADY),
        row("a rate that grew is followed", 5, s -> s.arriving(3).lately(8), 16, Reason.BACKLOG),
        row(
            "a queue is worked off within drainWithin",
            11,
            s -> s.arriving(8).saturated().waiting(700),
            39,
            Reason.BACKLOG),
        row("a lower rate sends pods away", 20, s -> s.arriving(8), 11, Reason.SURPLUS),
        row("running tasks keep their pods", 20, s -> s.arriving(8).busy(60), 15, Reason.IN_FLIGHT),
        row("nothing comes and nothing runs: zero", 3, s -> {}, 0, Reason.IDLE),
        row("never zero while a task runs", 3, s -> s.busy(1), 1, Reason.SURPLUS),
        row(
            "unwatched, idle workers prove no zero",
            3,
            Scene::notCounted,
            1,
            Reason.IDLE_NOT_CONFIRMED),
        row(
            "unwatched, a later sample of 0 proves it",
            3,
            s -> s.notCounted().sampled(60, 0),
            0,
            Reason.IDLE),
        row(
            "a restarted operator removes nothing for two minutes",
            20,
            s -> s.arriving(8).watched = Duration.ofSeconds(60),
            20,
            Reason.RESTARTED),
        row(
            "foreign images without a fresh sample lose nothing",
            30,
            s -> s.arriving(8).workersReport = false,
            30,
            Reason.SIGNALS_UNAVAILABLE),
        row(
            "foreign tasks that nobody has timed have not ended before a sample says so",
            30,
            s -> s.sampled(120, 100).workersReport = false,
            25,
            Reason.IN_FLIGHT),
        row(
            "silent workers without a fresh sample lose nothing",
            20,
            s -> s.arriving(8).silent = true,
            20,
            Reason.SIGNALS_UNAVAILABLE),
        row("most tasks fail: no growth", 5, s -> failing(s.arriving(3).lately(8)), 5, FAILING),
        row(
            "some pods wait for a node: the pool grows, for that brings nodes",
            8,
            s -> s.arriving(3).lately(8).unschedulable = 3,
            13,
            Reason.BACKLOG),
        row(
            "more pods wait for a node than have one: no growth",
            8,
            s -> s.arriving(3).lately(8).unschedulable = 11,
            8,
            Reason.UNSCHEDULABLE),
        row(
            "pods that start are kept for the queue that they were ordered for",
            5,
            s -> s.arriving(3).saturated().waiting(420).starting(15, Duration.ofMinutes(3)),
            20,
            Reason.STABILIZING),
        row(
            "the only pod is not there after two minutes: one more is tried",
            0,
            s -> s.lately(8).starting(1, Duration.ofMinutes(3)),
            2,
            Reason.PODS_NOT_READY),
        row(
            "the only pod is not there, and would do if it were: one more is tried",
            0,
            s -> s.lately(0.2).starting(1, Duration.ofMinutes(3)),
            2,
            Reason.PODS_NOT_READY),
        row(
            "neither is the second one: both are kept",
            0,
            s -> s.lately(0.2).starting(2, Duration.ofMinutes(4)),
            2,
            Reason.PODS_NOT_READY),
        row(
            "the only pod that may be is not there",
            0,
            s -> s.lately(0.2).starting(1, Duration.ofMinutes(3)).max = 1,
            1,
            Reason.BACKLOG),
        row(
            "the only pod is not there, and no task waits for it",
            0,
            s -> s.starting(1, Duration.ofMinutes(3)),
            0,
            Reason.IDLE),
        row(
            "most pods are not there after two minutes: no growth",
            5,
            s -> s.arriving(3).lately(20).starting(7, Duration.ofMinutes(3)),
            12,
            Reason.PODS_NOT_READY),
        row(
            "most pods are not there after two minutes, and one has no node: no growth",
            5,
            s -> s.arriving(3).lately(20).starting(7, Duration.ofMinutes(3)).unschedulable = 1,
            12,
            Reason.UNSCHEDULABLE),
        row(
            "pods that take 200 s to start, asked for less than twice as long ago: growth",
            5,
            s -> startingFor(s, Duration.ofSeconds(200), Duration.ofMinutes(6)),
            100,
            Reason.MAXIMUM),
        row(
            "most of them are not there after twice as long: no growth",
            5,
            s -> startingFor(s, Duration.ofSeconds(200), Duration.ofMinutes(7)),
            12,
            Reason.PODS_NOT_READY),
        row(
            "pods that take half a day to start are waited for no longer than an hour",
            5,
            s -> startingFor(s, Duration.ofHours(12), Duration.ofMinutes(61)),
            12,
            Reason.PODS_NOT_READY),
        row(
            "for ten minutes no node takes a pod, and none is ready, however long they take: no growth",
            5,
            s -> noNodeFor(s, Duration.ofMinutes(11)),
            12,
            Reason.UNSCHEDULABLE),
        row("maxReplicas limits", 5, s -> s.arriving(3).lately(8).max = 7, 7, Reason.MAXIMUM),
        row(
            "a pool's rate limit needs no more pods than can use it up",
            2,
            s -> s.arriving(1).lately(8).rateLimit = perPool(3),
            5,
            Reason.RATE_LIMIT),
        row(
            "a pod's rate limit needs more pods than its slots do",
            5,
            s -> s.arriving(3).lately(8).rateLimit = perPod(0.4),
            36,
            Reason.BACKLOG),
        row(
            "long waits do not double a pool that is at its rate limit",
            5,
            s -> {
              s.notCounted().arriving(1).saturated().waitSeconds = 12;
              s.rateLimit = perPool(3);
            },
            5,
            Reason.IN_FLIGHT),
        row("minReplicas keeps pods", 3, s -> s.min = 2, 2, Reason.MINIMUM),
        row("a pinned pool stays so", 5, s -> s.pinned = OptionalInt.of(3), 3, Reason.PINNED),
        row("advice is not carried out", 5, s -> s.arriving(8).action = ADVISE, 5, Reason.ADVISED),
        row("what can't be pulled is not scaled", 5, s -> s.arriving(8).action = KEEP, 5, UNPULLED),
        row("an empty pool stays so", 0, s -> s.arriving(8).action = KEEP, 0, UNPULLED),
        row("a pin holds all the same", 5, AutoscalerTest::pinnedAndKept, 3, Reason.PINNED),
        row("a paused pool stays", 5, s -> s.arriving(8).action = PAUSE, 5, Reason.PAUSED),
        row(
            "without counts, long waits double a pool",
            4,
            s -> s.notCounted().arriving(1).saturated().waitSeconds = 12,
            8,
            Reason.DOUBLING),
        row(
            "without counts, long waits double a pool even where the model asks for a pod more",
            4,
            s -> s.notCounted().arriving(3).saturated().waitSeconds = 12,
            8,
            Reason.DOUBLING));
  }

  private static void pinnedAndKept(Scene scene) {
    scene.action = KEEP;
    scene.pinned = OptionalInt.of(3);
  }

  @ParameterizedTest(name = "of {0}")
  @ValueSource(ints = {1, 2})
  void takes_the_first_tasks_of_a_new_pool_for_no_rate_that_calls_for_a_second_pod(int tasks) {
    var scene = Scene.of(1);
    scene.ready = 0;

    var decision = heardForNineSeconds(scene, tasks, 2);

    assertThat(decision.estimate().waiting()).isEqualTo(tasks);
    assertThat(decision.estimate().arrivalRate()).isPositive();
    assertThat(decision.replicas()).isEqualTo(1);
  }

  @Test
  void takes_the_first_task_of_a_new_doorbell_for_no_rate_that_goes_back_to_the_last_sample() {
    var decision = heardForNineSeconds(Scene.of(0).sampled(180, 0), 1, 1);

    assertThat(decision.estimate().waiting()).isEqualTo(1);
    assertThat(decision.replicas()).isEqualTo(1);
  }

  /** So many tasks came in the fifth of nine seconds for which the pool and its doorbell are. */
  private static Decision heardForNineSeconds(Scene scene, int tasks, int slots) {
    var began = Scene.NOW.minusSeconds(9);
    var heard = Arrivals.counted(began.getEpochSecond(), List.of(0, 0, 0, 0, tasks, 0, 0, 0, 0));
    var policy = Policy.of(100, Duration.ofSeconds(30), slots, true);
    return new Autoscaler()
        .decide(policy, scene.observation().with(heard), ScalingState.startingAt(began), Scene.NOW);
  }

  @Test
  void takes_slots_for_free_beside_pods_that_still_run_what_they_have_and_pull_no_more() {
    var scene = Scene.of(3).arriving(0.2).leaving(20);
    scene.waitSeconds = 12;
    assertThat(scene.decide().estimate().inFlight()).isEqualTo(21);
    assertThat(scene.decide().estimate().saturated()).isFalse();
  }

  @Test
  void takes_no_task_for_waiting_that_finds_a_slot_beside_what_leaving_pods_run() {
    var free = Scene.of(3).arriving(0.2).lately(2);
    var leaving = Scene.of(3).arriving(0.2).lately(2).leaving(20);

    assertThat(leaving.decide().estimate().waiting()).isEqualTo(free.decide().estimate().waiting());
  }

  @Test
  void takes_no_task_for_started_by_slots_that_a_rate_limit_keeps_free() {
    var pulling = Scene.of(5).arriving(3).lately(4).saturated().busy(16);
    var throttled = Scene.of(5).arriving(3).lately(4).saturated().busy(16);
    throttled.rateLimit = perPool(3);

    assertThat(pulling.decide().estimate().waiting()).isZero();
    assertThat(throttled.decide().estimate().waiting()).isPositive();
  }

  @Test
  void takes_a_rate_limit_that_slots_can_never_reach_for_none() {
    var free = waitingBesideFreeSlots();
    var limited = waitingBesideFreeSlots();
    limited.rateLimit = perPool(1_000);

    assertThat(limited.decide()).isEqualTo(free.decide());
    assertThat(limited.decide().estimate().waiting()).isPositive();
  }

  @Test
  void takes_of_free_slots_those_for_used_that_a_rate_limit_leaves() {
    var free = waitingBesideFreeSlots();
    var limited = waitingBesideFreeSlots();
    limited.rateLimit = perPool(6);

    assertThat(limited.decide().estimate().waiting())
        .as("of 40 slots, 30 are enough for 6 tasks a second of 5 s")
        .isEqualTo(free.decide().estimate().waiting() + 10, within(0.5));
  }

  private static Scene waitingBesideFreeSlots() {
    return Scene.of(10).arriving(2).lately(6).saturated().busy(10);
  }

  @Test
  void models_workers_that_do_not_report_within_their_rate_limit() {
    var free = Scene.of(4).arriving(1).sampled(60, 200);
    var limited = Scene.of(4).arriving(1).sampled(60, 200);
    free.silent = true;
    limited.silent = true;
    limited.rateLimit = perPool(1);

    // A sample of 200 with 16 or 5 of them running, and 1/s since.
    assertThat(free.decide().estimate().waiting()).isEqualTo(184 + (1 - 3.2) * 60, within(1.0));
    assertThat(limited.decide().estimate().waiting()).isEqualTo(195, within(1.0));
    assertThat(limited.decide().estimate().inFlight()).isEqualTo(5, within(0.1));
  }

  @Test
  void takes_no_more_to_wait_than_can_have_come_since_a_sample_that_shows_a_few() {
    var scene = Scene.of(4).saturated().notCounted().waiting(7);
    scene.waitSeconds = 3600;
    // 0.5/s were started in the last 15 s, and a sample is 5 s old.
    assertThat(scene.decide().estimate().waiting()).isLessThan(20);
  }

  @Test
  void allows_for_what_is_still_to_be_heard_of_where_counts_come_late() {
    var prompt = Scene.of(5).arriving(3).lately(20).saturated();
    var late = Scene.of(5).arriving(3).lately(20).saturated();
    late.countsLateSeconds = 10;

    var known = prompt.decide();
    var estimated = late.decide();

    assertThat(estimated.estimate().arrivalRate()).isCloseTo(20, withinPercentage(10));
    assertThat(estimated.estimate().waiting())
        .isCloseTo(known.estimate().waiting(), withinPercentage(10));
    assertThat(estimated.replicas()).isCloseTo(known.replicas(), withinPercentage(15));
  }

  private static Optional<RateLimit> perPod(double perSecond) {
    return Optional.of(new RateLimit(OptionalDouble.of(perSecond), OptionalDouble.empty()));
  }

  private static Optional<RateLimit> perPool(double perSecond) {
    return Optional.of(new RateLimit(OptionalDouble.empty(), OptionalDouble.of(perSecond)));
  }

  /** Seven more pods than the five that are ready, for which more comes than they can do. */
  private static void startingFor(Scene scene, Duration timeToReady, Duration ago) {
    scene.arriving(3).lately(20).starting(7, ago);
    scene.timeToReady = timeToReady;
    scene.watched = ago.plusMinutes(4);
  }

  private static void noNodeFor(Scene scene, Duration ago) {
    startingFor(scene, Duration.ofMinutes(15), ago);
    scene.unschedulable = 4;
    scene.unschedulableFor = ago;
  }

  private static void failing(Scene scene) {
    scene.failing = 0.6;
  }

  private static Arguments row(
      String sentence, int pods, Consumer<Scene> change, int replicas, Reason reason) {
    var scene = Scene.of(pods);
    change.accept(scene);
    return Arguments.of(sentence, scene, replicas, reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void is_taken(String sentence, Scene scene, int replicas, Reason reason) {
    var decision = scene.decide();
    assertThat(decision.replicas() + " " + decision.reason())
        .as(decision.message())
        .isEqualTo(replicas + " " + reason);
    assertThat(decision.message()).endsWith(".").doesNotContain("..").doesNotContain("NaN");
  }
}
