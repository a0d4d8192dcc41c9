package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.estimate.CrossCheck.Known;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A doorbell whose counts are held against starts since a moment with an empty queue")
final class CrossCheckTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LOOK_SECONDS = 5;

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "60, 60, 0, false, is trusted while as many start as it counted",
    "60, 0, 0, true, is distrusted when it counted none of those that start",
    "3, 0, 0, false, is trusted when it missed so few that chance explains it",
    "0, 0, 30, false, is trusted when what started a moment ago was published since the last look",
  })
  void isDistrustedBeyondChance(
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
  void isTrustedAgain(int counted, boolean distrusted) {
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
