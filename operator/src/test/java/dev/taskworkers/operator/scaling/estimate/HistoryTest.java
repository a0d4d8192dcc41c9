// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A history with 0 starts at 0 s, 10 at 10 s, 40 at 20 s and 40 at 30 s")
class HistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
  private static final History HISTORY =
      History.EMPTY.plus(tick(0, 0)).plus(tick(10, 10)).plus(tick(20, 40)).plus(tick(30, 40));

  @ParameterizedTest(name = "counts {2} from {0} s to {1} s")
  @CsvSource({
    "0, 30, 40",
    "0, 10, 10",
    "10, 20, 30",
    "5, 15, 20",
    "12, 14, 6",
    "20, 30, 0",
    "-50, 5, 5",
    "15, 99, 15",
    "30, 99, 0",
    "-9, -5, 0"
  })
  void grown(double from, double to, double starts) {
    assertThat(HISTORY.grown(Service::started, at(from), at(to))).isCloseTo(starts, within(1e-6));
  }

  @ParameterizedTest(name = "has its starts from {0} s to {1} s at {2} s on average")
  @CsvSource({"0, 10, 5", "10, 20, 15", "0, 20, 12.5", "5, 15, 11.25", "20, 30, 25", "0, 30, 12.5"})
  void mean_time(double from, double to, double mean) {
    assertThat(HISTORY.meanTime(Service::started, at(from), at(to))).isEqualTo(at(mean));
  }

  @DisplayName("takes pods that did not report to have run as much as they could")
  @ParameterizedTest(name = "of a sample of {1} at {0} s {2} were not started")
  @CsvSource({"10, 9, 1", "10, 5, 0", "-5, 9, 1", "20, 9, 7"})
  void not_started(double at, long undelivered, double notStarted) {
    // Two pods of four slots; from 20 s on they report that they run two tasks.
    var history = History.EMPTY.plus(silent(0)).plus(silent(10)).plus(running(20, 2));
    var sample = new Sample(at(at), undelivered, Duration.ZERO);
    assertThat(history.notStarted(sample, 4)).isEqualTo(notStarted);
  }

  private static History.Tick silent(int second) {
    return new History.Tick(at(second), 2, false, Service.unreported());
  }

  private static History.Tick running(int second, int tasks) {
    return new History.Tick(
        at(second), 2, true, Service.builder().reporting(2).slots(8).busy(tasks).build());
  }

  /** When it began between 0 s and 5 s nobody knows, but it is counted once. */
  @DisplayName("A task that a sample has seen before a report told of it has started then or since")
  @ParameterizedTest(name = "the sample was taken at {0} s")
  @ValueSource(doubles = {0, 1, 4, 5})
  void not_started_or_started_since(double sampled) {
    var history = History.EMPTY.plus(begun(0, 0)).plus(begun(5, 1));
    var sample = new Sample(at(sampled), 1, Duration.ZERO);

    var startedSince = history.grown(Service::started, sample.at(), at(5));

    assertThat(history.notStarted(sample, 1)).isCloseTo(startedSince, within(1e-6));
  }

  private static History.Tick begun(int second, int tasks) {
    return new History.Tick(
        at(second),
        1,
        true,
        Service.builder().reporting(1).slots(1).busy(tasks).started(tasks).build());
  }

  @Test
  void knows_what_was_so_at_a_time() {
    assertThat(HISTORY.at(at(19.9)).orElseThrow().at()).isEqualTo(at(10));
    assertThat(HISTORY.at(at(20)).orElseThrow().at()).isEqualTo(at(20));
    assertThat(HISTORY.at(at(-5)).orElseThrow().at()).isEqualTo(at(0));
    assertThat(HISTORY.at(at(99)).orElseThrow().at()).isEqualTo(at(30));
    assertThat(History.EMPTY.at(at(0))).isEmpty();
  }

  @Test
  void keeps_one_copy_of_what_did_not_change() {
    var ticks = HISTORY.ticks();
    assertThat(ticks.get(3).service()).isSameAs(ticks.get(2).service());
    assertThat(ticks.get(3).at()).isEqualTo(at(30));
  }

  @Test
  void reaches_a_minute_further_than_its_first_tick() {
    assertThat(HISTORY.reaches(at(-60))).isTrue();
    assertThat(HISTORY.reaches(at(-61))).isFalse();
    assertThat(History.EMPTY.reaches(at(0))).isFalse();
  }

  @Test
  void forgets_after_eleven_minutes_and_keeps_the_newest_of_one_time() {
    assertThat(HISTORY.plus(tick(660, 50)).ticks()).hasSize(5);
    assertThat(HISTORY.plus(tick(661, 50)).ticks()).hasSize(4);
    assertThat(HISTORY.plus(tick(30, 45)).last().orElseThrow().service().started()).isEqualTo(45);
    assertThat(HISTORY.plus(tick(30, 45)).ticks()).hasSize(4);
  }

  @Test
  void means_the_wait_of_the_tasks_that_started() {
    assertThat(HISTORY.meanWait(at(0), at(10))).isEqualTo(3);
    assertThat(HISTORY.meanWait(at(20), at(30))).isZero();
  }

  @Test
  void knows_since_when_no_slot_is_free_whatever_other_pods_have_in_hand() {
    var leaving = Service.builder().reporting(1).slots(4).busy(7).outsideSlots(4).build();
    var full = Service.builder().reporting(1).slots(4).busy(5).outsideSlots(1).build();
    var history =
        History.EMPTY
            .plus(new History.Tick(at(0), 1, true, leaving))
            .plus(new History.Tick(at(5), 1, true, full))
            .plus(new History.Tick(at(10), 1, true, full));

    assertThat(history.fullSince()).contains(at(5));
  }

  /** Each start has waited 3 s. */
  private static History.Tick tick(int second, long started) {
    return new History.Tick(
        at(second),
        1,
        true,
        Service.builder()
            .reporting(1)
            .slots(4)
            .started(started)
            .waitSeconds(3.0 * started)
            .waited(started)
            .build());
  }

  private static Instant at(double second) {
    return START.plusMillis(Math.round(1000 * second));
  }
}
