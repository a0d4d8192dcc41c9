// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.estimate.ScalingState.Decided;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Behavior;
import dev.taskworkers.operator.scaling.input.Behavior.Direction;
import dev.taskworkers.operator.scaling.input.Behavior.Kind;
import dev.taskworkers.operator.scaling.input.Behavior.Rule;
import dev.taskworkers.operator.scaling.input.Behavior.Select;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The user's limits")
class BehaviorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Rule TWO_PODS = new Rule(Kind.PODS, 2, MINUTE);
  private static final Rule HALF = new Rule(Kind.PERCENT, 50, MINUTE);

  static Stream<Arguments> growth() {
    return Stream.of(
        row("two pods a minute: from 5 to 7", 5, only(TWO_PODS), 7),
        row("half as many again: from 5 to 8", 5, only(HALF), 8),
        row("the larger of both", 5, both(Select.MAX), 8),
        row("the smaller of both", 5, both(Select.MIN), 7),
        row("no growth at all", 5, new Direction(Optional.empty(), Select.DISABLED, List.of()), 5),
        row("one pod wakes where a share of none would be none", 0, only(HALF), 1),
        row("what a rule has room for is not cut", 5, only(new Rule(Kind.PODS, 90, MINUTE)), 16),
        row("needed only since a moment ago: not yet", 5, steady(Duration.ofMinutes(2)), 5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growth")
  void limit_growth(String sentence, int pods, Direction up, int replicas) {
    var scene = Scene.of(pods).arriving(pods == 0 ? 0 : 3).lately(8);
    scene.behavior = new Behavior(up, Direction.FREE);
    assertThat(scene.decide().replicas()).as(scene.decide().message()).isEqualTo(replicas);
  }

  static Stream<Arguments> shrinking() {
    return Stream.of(
        row("two pods a minute: from 20 to 18", 20, only(TWO_PODS), 18),
        row("half of them a minute: from 30 to 15", 30, only(HALF), 15),
        row("the larger step of both", 30, both(Select.MAX), 15),
        row("the smaller step of both", 30, both(Select.MIN), 28),
        row("no shrinking", 20, new Direction(Optional.empty(), Select.DISABLED, List.of()), 20));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shrinking")
  void limit_shrinking(String sentence, int pods, Direction down, int replicas) {
    var scene = Scene.of(pods).arriving(8);
    scene.behavior = new Behavior(Direction.FREE, down);
    assertThat(scene.decide().replicas()).as(scene.decide().message()).isEqualTo(replicas);
  }

  @Test
  void a_stabilization_window_replaces_the_time_that_an_idle_pod_is_kept() {
    UnaryOperator<Scene> fallen = scene -> scene.lately(0).busy(0);
    assertThat(fallen.apply(Scene.of(11).arriving(8)).decide().replicas()).isEqualTo(11);
    var impatient = fallen.apply(Scene.of(11).arriving(8));
    impatient.behavior = new Behavior(Direction.FREE, steady(Duration.ZERO));
    assertThat(impatient.decide().replicas()).isLessThan(11);
  }

  @DisplayName("Four pods a minute count from those of a minute ago, whatever came in between:")
  @ParameterizedTest(name = "{0} pods 40 s ago, {1} now and {2} needed: {3}")
  @CsvSource({
    "10, 2, 100, 14",
    "10, 12, 100, 14",
    "2, 10, 100, 10",
    "10, 2, 0, 2",
    "2, 10, 0, 0",
    "10, 8, 0, 6",
  })
  void are_limits_of_a_period(int before, int pods, int needed, int replicas) {
    var memory =
        ScalingState.startingAt(Scene.NOW.minusSeconds(100))
            .withDecided(new Decided(Scene.NOW.minusSeconds(61), 0, 50, 0), Duration.ZERO)
            .withDecided(new Decided(Scene.NOW.minusSeconds(40), 0, before, 0), Duration.ZERO)
            .withDecided(new Decided(Scene.NOW.minusSeconds(5), 0, pods, 0), Duration.ZERO);
    var scene = Scene.of(pods);
    var four = only(new Rule(Kind.PODS, 4, MINUTE));
    scene.behavior = new Behavior(four, four);
    var context =
        DecisionContext.of(
            scene.policy(), scene.observation(), memory, scene.decide().estimate(), Scene.NOW);

    var step = new BehaviorLimits(context).limit(new Step(needed, Explanation.paused()));

    assertThat(step.replicas()).isEqualTo(replicas);
  }

  @Test
  void are_said_in_the_message() {
    var scene = Scene.of(5).arriving(3).lately(8);
    scene.behavior = new Behavior(only(TWO_PODS), Direction.FREE);
    assertThat(scene.decide().reason()).isEqualTo(Reason.BEHAVIOR);
    assertThat(scene.decide().message())
        .startsWith("Up from 5 to 7: ")
        .endsWith("; spec.scaling.behavior.scaleUp allows 7 now.");
  }

  @Test
  void a_schedule_keeps_its_pods_and_is_named() {
    var scene = Scene.of(2);
    scene.floor = Optional.of(new Policy.Floor(3, Optional.of("0 8 * * 1-5")));
    var decision = scene.decide();
    assertThat(decision.replicas()).isEqualTo(3);
    assertThat(decision.reason()).isEqualTo(Reason.SCHEDULE);
    assertThat(decision.message()).endsWith("; the schedule '0 8 * * 1-5' keeps 3.");
  }

  @DisplayName("A fallback of 4 pods after 3 minutes")
  @ParameterizedTest(name = "{0}")
  @MethodSource("blindness")
  void fallback(String sentence, int pods, Duration watched, int replicas) {
    var scene = Scene.of(pods);
    scene.listening = false;
    scene.workersReport = false;
    scene.watched = watched;
    scene.fallback = Optional.of(new Policy.Fallback(4, Duration.ofMinutes(3)));
    assertThat(scene.decide().replicas()).as(scene.decide().message()).isEqualTo(replicas);
  }

  static Stream<Arguments> blindness() {
    var long4 = Duration.ofMinutes(4);
    return Stream.of(
        Arguments.of("raises a pool that has been blind for so long", 2, long4, 4),
        Arguments.of("not one that has been blind for less", 2, MINUTE, 2),
        Arguments.of("raises an empty one of which nothing tells", 0, long4, 4),
        Arguments.of("lowers none", 6, long4, 6));
  }

  @DisplayName("An empty pool that is quiet gets no fallback")
  @ParameterizedTest(name = "{0}")
  @MethodSource("quiet")
  void quiet(String sentence, Consumer<Scene> change) {
    var scene = Scene.of(0);
    scene.fallback = Optional.of(new Policy.Fallback(4, Duration.ofMinutes(3)));
    change.accept(scene);

    var decision = scene.decide();

    assertThat(decision.replicas()).as(decision.message()).isZero();
  }

  static Stream<Arguments> quiet() {
    return Stream.of(
        quietly("whose tasks are counted", s -> {}),
        quietly("whose tasks are counted, of images of others", s -> s.workersReport = false),
        quietly("whose next task a probe notices", s -> s.notCounted().probing = true),
        quietly(
            "whose next task a probe notices, of images of others",
            s -> {
              s.notCounted().probing = true;
              s.workersReport = false;
            }),
        quietly("whose series has ended", s -> s.notCounted().backlog = ended()));
  }

  private static Arguments quietly(String sentence, Consumer<Scene> change) {
    return Arguments.of(sentence, change);
  }

  private static Backlog ended() {
    var at = Scene.NOW.minusSeconds(1200);
    return new Backlog(
        Backlog.State.MISSING,
        List.of(),
        Optional.of(new Backlog.Ended(0, at, Scene.NOW.minusSeconds(300))),
        List.of());
  }

  private static Arguments row(String sentence, int pods, Direction direction, int replicas) {
    return Arguments.of(sentence, pods, direction, replicas);
  }

  private static Direction only(Rule rule) {
    return new Direction(Optional.empty(), Select.MAX, List.of(rule));
  }

  private static Direction both(Select select) {
    return new Direction(Optional.empty(), select, List.of(TWO_PODS, HALF));
  }

  private static Direction steady(Duration window) {
    return new Direction(Optional.of(window), Select.MAX, List.of());
  }
}
