// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.operator.scaling.input.Service.Outstanding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivalRateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final double TASK_SECONDS = 300;
  private static final int STARTS = 20;

  /**
   * Pods that have just become ready start twenty tasks in twenty seconds, and all slots are busy.
   * The last sample is two minutes old, and counted as many messages as the one before.
   */
  @DisplayName("Tasks that wait since before the last sample are no new ones when they start")
  @ParameterizedTest(name = "after a wait of {0} s: {1} a second")
  @CsvSource({"600, 0", "150, 0", "60, 1"})
  void starts(int wait, double perSecond) {
    var samples = List.of(sample(180), sample(120));

    var rate =
        ArrivalRate.saturated(
            started(wait),
            new Samples(new Backlog(Backlog.State.FRESH, samples), Optional.empty()),
            Policy.of(100, Duration.ofSeconds(30), 1, true),
            TASK_SECONDS,
            NOW);

    assertThat(rate.perSecond()).isCloseTo(perSecond, Offset.offset(0.01));
  }

  @DisplayName("Of tasks that come again no more come than there are, if that is known")
  @ParameterizedTest(name = "{0} in back-off, reported {1}: {2} within a minute")
  @CsvSource({"0, true, 0", "1, true, 1", "100, true, 3.5", "0, false, 2.9"})
  void returns(int postponed, boolean reported, double most) {
    var history = History.EMPTY;
    for (var ago = 600; ago >= 0; ago -= 60) {
      var service =
          Service.builder()
              .reporting(1)
              .returned(20 - ago / 60)
              .outstanding(new Outstanding(0, 0, postponed, Optional.empty()));
      var isTold = reported || ago > 0;
      history = history.plus(new History.Tick(NOW.minusSeconds(ago), 1, isTold, service.build()));
    }

    var rate = ArrivalRate.counted(nothing(), history, NOW);

    assertThat(rate.lasting())
        .allSatisfy(one -> assertThat(one.mostWithin(60)).isCloseTo(most, Offset.offset(0.1)));
  }

  @DisplayName("A burst of 15 in 2 s is expected to go on for as long, unless one of late did not")
  @ParameterizedTest(name = "after one of {0} that was followed by {1}: {2} more")
  @CsvSource({"0, 0, 12", "4, 0, 12", "8, 0, 0", "15, 0, 0", "20, 0, 5", "15, 9, 9", "15, 90, 12"})
  void bursts(int before, int after, double most) {
    var counts = new ArrayList<>(Collections.nCopies(600, 0));
    counts.set(500, before);
    counts.set(502, after);
    counts.set(594, 8);
    counts.set(595, 7);

    var arrivals = Arrivals.counted(NOW.getEpochSecond() - 599, counts);
    var rate = ArrivalRate.counted(arrivals, History.EMPTY, NOW);

    assertThat(
            rate.lasting().stream()
                .filter(one -> one.lastedSeconds() == 2)
                .mapToDouble(one -> one.mostWithin(2))
                .max())
        .hasValueCloseTo(most, Offset.offset(0.5));
  }

  @DisplayName(
      "A rate that has doubled a minute ago goes on: what came before was no burst like it")
  @Test
  void doubled() {
    var ago = 60;
    var counts = new ArrayList<>(Collections.nCopies(600 - ago, 1));
    counts.addAll(Collections.nCopies(ago, 2));
    var history = History.EMPTY;
    for (var second = 0; second <= 600; second += 5) {
      var started = second + Math.max(0, second - 600 + ago);
      var service = Service.builder().reporting(1).started(started).build();
      history = history.plus(new History.Tick(NOW.minusSeconds(600 - second), 1, true, service));
    }
    var counted =
        ArrivalRate.counted(
            Arrivals.counted(NOW.getEpochSecond() - 599, counts), History.EMPTY, NOW);
    var started = ArrivalRate.started(history, NOW);

    for (var rate : List.of(counted, started)) {
      assertThat(rate.lasting())
          .as(rate.evidence().name())
          .anySatisfy(
              one -> {
                assertThat(one.perSecond()).isCloseTo(2, Offset.offset(0.1));
                assertThat(one.meanWithin(ago)).isCloseTo(2 * ago, Offset.offset(3.0));
              });
    }
  }

  private static Arrivals nothing() {
    return Arrivals.counted(NOW.getEpochSecond() - 599, Collections.nCopies(600, 0));
  }

  private static Sample sample(int ago) {
    return new Sample(NOW.minusSeconds(ago), 40, Duration.ZERO);
  }

  private static History started(int wait) {
    var history = History.EMPTY;
    for (var ago = 600; ago >= 0; ago -= 5) {
      var started = Math.max(0, STARTS - ago);
      var service =
          Service.builder()
              .reporting(started)
              .slots(started)
              .busy(started)
              .started(started)
              .waited(started)
              .waitSeconds((double) wait * started)
              .build();
      history = history.plus(new History.Tick(NOW.minusSeconds(ago), started, true, service));
    }
    return history;
  }
}
