// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A doorbell whose counts are held against starts since a moment with an empty queue")
final class CrossCheckTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LOOK_SECONDS = 5;

  /** A free slot proves an empty queue so late. */
  private static final int PROVEN_AFTER_SECONDS = 10;

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "60, 60, 0, false, is trusted while as many start as it counted",
    "60, 0, 0, true, is distrusted when it counted none of those that start",
    "3, 0, 0, false, is trusted when it missed so few that chance explains it",
    "0, 0, 30, false, is trusted when what started a moment ago was published since the last look",
  })
  void is_distrusted_beyond_chance(
      int startedBefore, int countedBefore, int lately, boolean distrusted, String name) {
    var now = 60;
    var history = History.EMPTY;
    for (var second = 0; second <= now; second += LOOK_SECONDS) {
      var started = startedBefore * Math.min(second, 50) / 50 + (second == now ? lately : 0);
      history = history.plus(tick(second, started));
    }
    var counts = new Integer[now + 1];
    for (var second = 0; second <= now; second++) {
      counts[second] = second < 50 && second % 5 == 0 ? countedBefore / 10 : 0;
    }
    // Between the last two looks, and after the moment up to which counts are settled.
    counts[now - 1] = lately;

    var check =
        CrossCheck.NEW
            .after(
                Arrivals.counted(START.getEpochSecond(), Collections.nCopies(1, 0)),
                history,
                Optional.of(new Known(at(0), 0)),
                at(0))
            .after(
                Arrivals.counted(START.getEpochSecond(), List.of(counts)),
                history,
                Optional.empty(),
                at(now));

    assertThat(check.distrusts()).as(name).isEqualTo(distrusted);
  }

  @DisplayName("that was distrusted and has one task a minute since,")
  @ParameterizedTest(name = "is distrusted for longer: {1}, when it counts {0} of these")
  @CsvSource({"1, false", "0, true"})
  void is_trusted_again(int counted, boolean distrusted) {
    var check = CrossCheck.NEW;
    var history = History.EMPTY;
    var counts = new ArrayList<Integer>();
    for (var second = 0; second <= 480; second++) {
      var isQuiet = second > 60;
      counts.add(isQuiet && second % 60 == 30 ? counted : 0);
      if (second % LOOK_SECONDS == 0) {
        history = history.plus(tick(second, isQuiet ? 60 + (second - 30) / 60 : second));
        var arrivals = Arrivals.counted(START.getEpochSecond(), counts);
        check = check.after(arrivals, history, Optional.of(new Known(at(second), 0)), at(second));
      }
      if (second == 120) {
        assertThat(check.distrusts()).isTrue();
      }
    }

    assertThat(check.distrusts()).isEqualTo(distrusted);
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  @Label("that hears half from any second on, is distrusted within 90 s")
  void is_distrusted_however_long_it_heard_all_before(
      @ForAll @IntRange(min = 60, max = 180) int whole) {
    var published = new int[whole + 90];
    var heard = new int[published.length];
    for (var second = 0; second < published.length; second += 2) {
      published[second] = 1;
      heard[second] = second < whole || second % 4 == 0 ? 1 : 0;
    }

    assertThat(distrusts(published, heard, 1, 5)).isTrue();
  }

  @Property(tries = 300, seed = "1")
  @Label("that hears all, is trusted though reports and counts are late and the load changes")
  void is_trusted_though_reports_and_counts_are_late(
      @ForAll @DoubleRange(min = 0.1, max = 20) double before,
      @ForAll @DoubleRange(min = 0.1, max = 20) double after,
      @ForAll @IntRange(min = 1, max = 10) int countsLate,
      @ForAll @IntRange(max = 5) int reportsLate,
      @ForAll Random random) {
    var published = new int[900];
    for (var second = 0; second < published.length; second++) {
      published[second] = poisson(second < 450 ? before : after, random);
    }

    assertThat(distrusts(published, published, countsLate, reportsLate)).isFalse();
  }

  /** Whether it ever is while a slot is free for each task. */
  private static boolean distrusts(int[] published, int[] heard, int countsLate, int reportsLate) {
    var check = CrossCheck.NEW;
    var history = History.EMPTY;
    for (var now = 0; now < published.length; now += LOOK_SECONDS) {
      history = history.plus(tick(now, Arrays.stream(published, 0, told(now, reportsLate)).sum()));
      var counted = Arrays.stream(heard, 0, told(now, countsLate)).boxed().toList();
      var empty = at(Math.max(0, now - PROVEN_AFTER_SECONDS));
      check =
          check.after(
              Arrivals.counted(START.getEpochSecond(), counted),
              history,
              Optional.of(new Known(empty, 0)),
              at(now));
      if (check.distrusts()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void is_not_judged_by_tasks_that_came_before_its_counts_begin() {
    var history = History.EMPTY;
    for (var second = 0; second <= 655; second += LOOK_SECONDS) {
      history = history.plus(tick(second, second < 30 ? 0 : 40));
    }
    // Since the burst nothing has been proven; the seconds of the burst are not counted any more.
    var begin = Optional.of(new Known(at(0), 0));
    var counted = Arrivals.counted(at(56).getEpochSecond(), Collections.nCopies(600, 0));

    var check =
        new CrossCheck(begin, Optional.empty(), Optional.empty())
            .after(counted, history, begin, at(655));

    assertThat(check.distrusts()).isFalse();
  }

  /** What pods have left behind, and what of it has come again or may have. */
  static Stream<Arguments> leftBehind() {
    return Stream.of(
        Arguments.of("what a vanished pod ran", 30, 0, 0),
        Arguments.of("what a pod had in hand that was told to stop", 0, 30, 0),
        Arguments.of("the same when its leases have ended", 0, 0, 30));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leftBehind")
  void is_not_blamed_for_what_others_begin_anew(
      String what, int orphaned, int uncertain, int perhapsReturned) {
    var history = History.EMPTY;
    for (var second = 0; second <= 60; second += LOOK_SECONDS) {
      var began = second >= 40;
      history =
          history.plus(
              left(second, began ? 30 : 0, orphaned, uncertain, began ? perhapsReturned : 0));
    }

    var check =
        new CrossCheck(Optional.of(new Known(at(0), 0)), Optional.empty(), Optional.empty())
            .after(
                Arrivals.counted(START.getEpochSecond(), Collections.nCopies(60, 0)),
                history,
                Optional.empty(),
                at(60));

    assertThat(check.distrusts()).isFalse();
  }

  /**
   * Leases end one by one, and what has been delivered again is among what is left behind still.
   */
  private static History.Tick left(
      int second, long started, int orphaned, int uncertain, long perhapsReturned) {
    return new History.Tick(
        at(second),
        1,
        true,
        Service.builder()
            .reporting(1)
            .slots(100)
            .started(started)
            .waited(started)
            .perhapsReturned(perhapsReturned)
            .outstanding(new Service.Outstanding(orphaned, uncertain, 0, Optional.empty()))
            .build());
  }

  private static int told(int now, int late) {
    return Math.max(0, now - late);
  }

  /** Knuth's: as many as fit in a second whose gaps are exponential. */
  private static int poisson(double perSecond, Random random) {
    var count = 0;
    for (var at = gap(perSecond, random); at < 1; at += gap(perSecond, random)) {
      count++;
    }
    return count;
  }

  private static double gap(double perSecond, Random random) {
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }

  private static History.Tick tick(int second, long started) {
    return new History.Tick(
        at(second),
        1,
        true,
        Service.builder()
            .reporting(1)
            .slots(100)
            .started(started)
            .finished(started)
            .waited(started)
            .build());
  }

  private static Instant at(double second) {
    return START.plusMillis(Math.round(1000 * second));
  }
}
