// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.estimate.ScalingState.Decided;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Two pods with 8 slots work for a minute on what came in the first second,")
final class DoublingTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final int TICK_SECONDS = 5;
  private static final int STARTED_A_SECOND = 2;

  @ParameterizedTest(name = "and the doorbell counts from second {0} on: doubles {1}")
  @CsvSource({"5, true", "-60, false"})
  void that_the_doorbell_is_too_late_for(int countedFrom, boolean doubles) {
    var memory = ScalingState.startingAt(START);
    var reasons = EnumSet.noneOf(Reason.class);
    for (var second = TICK_SECONDS; second <= 60; second += TICK_SECONDS) {
      var seen =
          new Observation(
              new Pods(2, 2, 0, 0, List.of()),
              Backlog.missing(),
              Arrivals.counted(
                  START.getEpochSecond() + countedFrom,
                  Collections.nCopies(second - countedFrom, 0)),
              busyUntil(second));
      var policy = Policy.of(20, Duration.ofSeconds(30), 4, true);
      var decision = new Autoscaler().decide(policy, seen, memory, START.plusSeconds(second));
      memory = decision.memory();
      reasons.add(decision.reason());
    }
    assertThat(reasons.contains(Reason.DOUBLING)).isEqualTo(doubles);
  }

  @DisplayName("A pool of 4 whose tasks wait for 12 s doubles,")
  @ParameterizedTest(name = "but not where it has shrunk since it did so {0} s ago: doubles {1}")
  @CsvSource({"299, false", "300, true"})
  void and_not_at_once_again_where_that_was_of_no_use(int secondsAgo, boolean doubles) {
    var scene = Scene.of(4).notCounted().arriving(3).saturated();
    scene.waitSeconds = 12;
    var doubled = Scene.NOW.minusSeconds(secondsAgo);
    var larger = new Decided(doubled, 8, 8, 0);
    var memory = scene.memory().withDoubledAt(doubled).withDecided(larger, Duration.ZERO);

    var decision = new Autoscaler().decide(scene.policy(), scene.observation(), memory, Scene.NOW);

    assertThat(decision.reason() == Reason.DOUBLING).isEqualTo(doubles);
  }

  /** Each task has waited since the start. */
  private static Service busyUntil(int second) {
    var started = STARTED_A_SECOND * second;
    return Service.builder()
        .reporting(2)
        .slots(8)
        .busy(8)
        .fullPods(2)
        .started(started)
        .finished(started - 8)
        .taskSeconds(4.0 * (started - 8))
        .timed(started - 8)
        .waited(started)
        .waitSeconds(started * second / 2.0)
        .busySeconds(8.0 * second)
        .build();
  }
}
