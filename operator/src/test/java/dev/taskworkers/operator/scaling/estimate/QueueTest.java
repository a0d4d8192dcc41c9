// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.estimate.Estimate.Arriving;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.RateLimit;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueueTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @DisplayName("Where nobody counts, tasks are taken to have come unless they are rare")
  @ParameterizedTest(name = "{0} a minute: {1} in 5 min")
  @CsvSource({"12, 60", "1, 5", "0.9, 0", "0.2, 0"})
  void not_counted(double perMinute, double tasks) {
    var heard =
        History.EMPTY
            .plus(new History.Tick(NOW.minusSeconds(300), 1, true, Service.unreported()))
            .plus(new History.Tick(NOW, 1, true, Service.unreported()));

    var queue = new Queue(Arrivals.notCounted(), steady(perMinute / 60), heard);

    assertThat(queue.rolledByReports(NOW.minusSeconds(300), 0, policy(), 60, NOW))
        .isCloseTo(tasks, within(0.01));
  }

  @DisplayName("Where nobody reports, tasks that run are those that came and have not ended:")
  @ParameterizedTest(name = "{0} were there, {1}/s come, each takes {2} s, for 20 s: {3} are there")
  @CsvSource({
    "0, 0.5, 1000, 9.9",
    "8, 0, 20, 2.9",
    "0, 2, 5, 9.8",
    "100, 0, 5, 60",
    "400, 0.5, 1000, 409.8",
  })
  void what_runs_has_come(double before, double perSecond, double taskSeconds, double inSystem) {
    var tenPods =
        History.EMPTY
            .plus(new History.Tick(NOW.minusSeconds(20), 10, false, Service.unreported()))
            .plus(new History.Tick(NOW, 10, false, Service.unreported()));

    var queue = new Queue(Arrivals.notCounted(), steady(perSecond), tenPods);

    assertThat(queue.inSystemByModel(NOW.minusSeconds(20), before, policy(), taskSeconds, NOW))
        .isCloseTo(inSystem, within(0.1));
  }

  @DisplayName("A pod that may start one task an hour starts its first one at once:")
  @ParameterizedTest(name = "{0} wait for {1} new pods; after 5 min {2} are there")
  @CsvSource({"4, 4, 0", "4, 1, 2.9", "4, 0, 4"})
  void the_first_start_is_saved(double before, int pods, double inSystem) {
    var ready =
        History.EMPTY
            .plus(new History.Tick(NOW.minusSeconds(300), 0, false, Service.unreported()))
            .plus(new History.Tick(NOW.minusSeconds(290), pods, false, Service.unreported()))
            .plus(new History.Tick(NOW, pods, false, Service.unreported()));
    var hourly = new RateLimit(OptionalDouble.of(1 / 3600.0), OptionalDouble.empty());

    var queue = new Queue(Arrivals.notCounted(), steady(0), ready);

    assertThat(
            queue.inSystemByModel(
                NOW.minusSeconds(300), before, policy().withRateLimit(Optional.of(hourly)), 5, NOW))
        .isCloseTo(inSystem, within(0.1));
  }

  @DisplayName(
      "Tasks that are heard of late are taken to come for no longer than they came before:")
  @ParameterizedTest(name = "{0} in each of {1} s, then {2} s of which nothing is told: {3} tasks")
  @CsvSource({
    "1, 240, 10, 250",
    "1, 240, 300, 480",
    "4, 3, 2, 16.8",
    "4, 3, 292, 36",
    "0, 3, 292, 0"
  })
  void heard_late(int perSecond, int seconds, int untold, double tasks) {
    var counts = new ArrayList<>(Collections.nCopies(600, 0));
    Collections.fill(counts.subList(600 - untold - seconds, 600 - untold), perSecond);
    Collections.fill(counts.subList(600 - untold, 600), -1);
    var arrivals = Arrivals.counted(NOW.getEpochSecond() - 600, counts);
    var rate = ArrivalRate.counted(arrivals, History.EMPTY, NOW);

    var queue = new Queue(arrivals, rate, History.EMPTY);

    assertThat(queue.rolledByReports(NOW.minusSeconds(599), 0, policy(), 60, NOW))
        .isCloseTo(tasks, within(0.01));
  }

  private static ArrivalRate steady(double perSecond) {
    return new ArrivalRate(perSecond, List.of(), Arriving.SAMPLED);
  }

  private static Policy policy() {
    return Policy.of(100, Duration.ofSeconds(30), 1, true);
  }
}
