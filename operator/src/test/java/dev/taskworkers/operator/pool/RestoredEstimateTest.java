// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.scaling.estimate.ServiceTimeEstimate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An operator that has just begun")
class RestoredEstimateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static ServiceTimeEstimate learned(String handler, String status) {
    return RestoredEstimate.learned(
        Manifests.valid(
            Manifests.with("handler: {exec: {command: [/app/thumbnail, --fast]}}", handler)),
        Optional.of(Serialization.unmarshal(status, TaskWorkerPoolStatus.class)),
        NOW);
  }

  @DisplayName("knows from the status of a pool how long its tasks take")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"handler: {java: {className: A}}", "handler: {self: {}}"})
  void knows(String handler) {
    var learned = learned(handler, "estimate: {taskDuration: 250ms}");
    var reported = !handler.contains("self");

    assertThat(learned.isKnown(reported)).isTrue();
    assertThat(learned.taskSeconds(reported, Duration.ZERO)).isCloseTo(0.25, within(1e-9));
  }

  @DisplayName("guesses where it says nothing that can be true")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{}",
        "estimate: {}",
        "estimate: {taskDuration: soon}",
        "estimate: {taskDuration: 999h}"
      })
  void guesses(String status) {
    assertThat(learned("handler: {self: {}}", status)).isEqualTo(ServiceTimeEstimate.NOTHING);
  }

  @DisplayName("knows when no task was left")
  @ParameterizedTest(name = "{0}, arrivals {1}, {2} wait, {3} run: {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "lastDecision: {at: 2026-01-01T11:58:00Z, to: 0} | Counted | 0 | 0 | 2026-01-01T11:58:00Z",
        "lastDecision: {at: 2026-01-01T11:58:00Z, to: 0} | Unknown | 0 | 0 |",
        "lastDecision: {at: 2026-01-01T11:58:00Z, to: 0} | Counted | 3 | 0 |",
        "lastDecision: {at: 2026-01-01T11:58:00Z, to: 0} | Counted | 0 | 2 |",
        "lastDecision: {at: 2026-01-01T11:58:00Z, to: 1} | Counted | 0 | 0 |",
        "lastDecision: {at: 2026-01-01T11:54:00Z, to: 0} | Counted | 0 | 0 |",
        "lastDecision: {at: 2026-01-01T12:00:01Z, to: 0} | Counted | 0 | 0 |",
        "lastDecision: {at: +1000000000-12-31T23:59:59Z, to: 0} | Counted | 0 | 0 |",
        "lastDecision: {at: -1000000000-01-01T00:00:00Z, to: 0} | Counted | 0 | 0 |",
        "lastDecision: {at: lately, to: 0} | Counted | 0 | 0 |",
        "lastDecision: {at: null, to: 0} | Counted | 0 | 0 |",
      })
  void last_empty(String last, String arrivals, int waiting, int inFlight, Instant at) {
    var status =
        last
            + "\nestimate: {arrivals: %s, waiting: %d, inFlight: %d}"
                .formatted(arrivals, waiting, inFlight);

    assertThat(
            RestoredEstimate.emptyAt(
                Serialization.unmarshal(status, TaskWorkerPoolStatus.class), NOW))
        .isEqualTo(Optional.ofNullable(at));
  }

  @Test
  void guesses_for_a_pool_that_has_no_status() {
    assertThat(RestoredEstimate.learned(Manifests.valid(Manifests.exec()), Optional.empty(), NOW))
        .isEqualTo(ServiceTimeEstimate.NOTHING);
  }
}
