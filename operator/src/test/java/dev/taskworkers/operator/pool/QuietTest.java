// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Explanations;
import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.estimate.Estimate.Evidence;
import dev.taskworkers.operator.scaling.estimate.Estimate.Serving;
import dev.taskworkers.operator.scaling.estimate.EstimateFixture;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Three pods that a user wants at least, of whose subscription no samples are shown,")
final class QuietTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @ParameterizedTest(name = "of which {0} are heard ({1}) and had a task {2} s ago: {3}")
  @CsvSource({
    "3, REPORTED, 600, true",
    "3, REPORTED, 599, false",
    "2, REPORTED, 600, false",
    "3, MODELLED, 600, false",
  })
  void are_idle_when_all_say_so(int heard, Serving serving, int ago, boolean idle) {
    var seen =
        new Observation(
            new Pods(3, 3, 0, 0, List.of()),
            Backlog.missing(),
            Arrivals.notCounted(),
            Service.builder().reporting(heard).build());

    assertThat(Quiet.isIdle(seen, decision(serving, Optional.of(NOW.minusSeconds(ago)))))
        .isEqualTo(idle);
  }

  private static Decision decision(Serving serving, Optional<Instant> lastActivity) {
    var estimate = new EstimateFixture();
    estimate.lastActivity = lastActivity;
    estimate.evidence = new Evidence(Arriving.INFERRED, serving);
    var memory =
        ScalingState.startingAt(NOW.minusSeconds(7200))
            .withDecided(new ScalingState.Decided(NOW, 0, 3, 0), Duration.ZERO);
    return new Decision(3, 3, 0, Explanations.giving(Reason.MINIMUM), estimate.estimate(), memory);
  }
}
