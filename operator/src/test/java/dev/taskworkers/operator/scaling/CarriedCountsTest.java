// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where Monitoring shows nothing any more, tasks that were counted")
class CarriedCountsTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int TASKS = 100;
  private static final int COUNTED_SECONDS = 600;
  private static final int ANEW = 6 * 3600;
  private static final int SAMPLED = 460;
  private static final List<Sample> NONE = List.of();

  @Test
  void still_wait_when_counts_reach_back_to_them_no_more() {
    var memory = ScalingState.startingAt(START);
    var waiting = 0.0;
    for (var second = 0; second <= 40 * 60; second += 5) {
      var now = START.plusSeconds(second);
      var decision =
          new Autoscaler()
              .decide(new Scene().policy(), seen(second, Backlog.missing()), memory, now);
      memory = decision.memory();
      waiting = decision.estimate().waiting();
    }
    assertThat(waiting).isCloseTo(TASKS - Scene.SLOTS, within(1.0));
  }

  @ParameterizedTest(name = "{0}, and no more than {1} s later")
  @CsvSource({"STALE, 600", "ERROR, 360"})
  void still_wait_when_the_sample_that_told_of_them_is_shown_no_more(State state, int shownFor) {
    var memory = ScalingState.startingAt(START);
    var waiting = 0.0;
    for (var second = 0; second <= 40 * 60; second += 5) {
      var now = START.plusSeconds(second);
      var seen = seen(second, sampled(second, state, shownFor));
      var decision = new Autoscaler().decide(new Scene().policy(), seen, memory, now);
      memory = decision.memory();
      waiting = decision.estimate().waiting();
    }
    assertThat(waiting).isCloseTo(TASKS - Scene.SLOTS, within(1.0));
  }

  /** One sample, and what becomes of it. */
  private static Backlog sampled(int second, State state, int shownFor) {
    var sample = new Sample(START.plusSeconds(SAMPLED), TASKS, Duration.ZERO);
    if (second < SAMPLED + 60 || second > SAMPLED + shownFor) {
      return new Backlog(state == State.ERROR && second > SAMPLED ? state : State.MISSING, NONE);
    }
    return new Backlog(second < SAMPLED + 300 ? State.FRESH : state, List.of(sample));
  }

  @ParameterizedTest(name = "for {0} min")
  @ValueSource(ints = {5, 20})
  void still_wait_while_those_start_that_came_before_the_operator(int minutes) {
    var memory = ScalingState.startingAt(START);
    var waiting = 0.0;
    for (var second = 0; second <= 60 * minutes; second += 5) {
      var now = START.plusSeconds(second);
      var decision =
          new Autoscaler().decide(new Scene().policy(), behindOthers(second), memory, now);
      memory = decision.memory();
      waiting = decision.estimate().waiting();
    }
    assertThat(waiting).isCloseTo(minutes, within(1.0));
  }

  /** One comes each minute, and one starts each minute of those that wait for half an hour. */
  private static Observation behindOthers(int second) {
    var started = second / 60;
    var service =
        Service.builder()
            .reporting(1)
            .slots(Scene.SLOTS)
            .busy(Scene.SLOTS)
            .started(started)
            .waited(started)
            .waitSeconds(1800.0 * started)
            .build();
    var pods = new Pods(1, 1, 0, 0, Collections.nCopies(5, Duration.ofSeconds(25)));
    var first = second - COUNTED_SECONDS;
    List<Integer> counts =
        IntStream.range(first, second)
            .map(at -> Math.floorMod(at, 60) == 30 ? 1 : 0)
            .boxed()
            .toList();
    var arrivals = Arrivals.counted(START.plusSeconds(first).getEpochSecond(), counts);
    return new Observation(pods, Backlog.missing(), arrivals, service);
  }

  @Test
  void are_joined_by_what_comes_after_the_doorbell_was_made_anew_and_by_no_more() {
    var memory = ScalingState.startingAt(START);
    var most = 0;
    for (var second = 0; second <= ANEW + 120; second += 5) {
      var now = START.plusSeconds(second);
      var service = Service.builder().started(1).build();
      var pods = new Pods(most, 0, most, 0, List.of());
      var seen = new Observation(pods, Backlog.missing(), aroundAnew(second), service);
      var decision = new Autoscaler().decide(new Scene().policy(), seen, memory, now);
      memory = decision.memory();
      most = Math.max(most, decision.replicas());
    }
    assertThat(most).isBetween(1, 4);
  }

  /** A task comes a minute after the doorbell was made anew, after six hours without one. */
  private static Arrivals aroundAnew(int second) {
    if (second >= ANEW && second < ANEW + 10) {
      return Arrivals.notCounted();
    }
    var first = second < ANEW ? second - COUNTED_SECONDS : ANEW + 5;
    List<Integer> counts =
        IntStream.range(first, second).map(at -> at == ANEW + 60 ? 1 : 0).boxed().toList();
    return Arrivals.counted(START.plusSeconds(first).getEpochSecond(), counts);
  }

  /** 100 tasks came in the second minute, and the only pod that finds room runs four of them. */
  private static Observation seen(int second, Backlog backlog) {
    var busy = second < 90 ? 0 : Scene.SLOTS;
    var service =
        Service.builder().reporting(1).slots(Scene.SLOTS).busy(busy).started(busy).build();
    var pods = new Pods(1, 1, 0, 0, Collections.nCopies(5, Duration.ofSeconds(25)));
    return new Observation(pods, backlog, arrivals(second), service);
  }

  private static Arrivals arrivals(int second) {
    var first = second - COUNTED_SECONDS;
    List<Integer> counts =
        IntStream.range(first, second).map(at -> at == 80 ? TASKS : 0).boxed().toList();
    return Arrivals.counted(START.plusSeconds(first).getEpochSecond(), counts);
  }
}
