// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Counts of 1, 2, 4, nobody, 8 from second 100 on")
class ArrivalsTest {
  private static final Arrivals COUNTS = Arrivals.counted(100, List.of(1, 2, 4, -1, 8));

  @ParameterizedTest(name = "are {2} between {0} and {1}")
  @CsvSource({
    "100, 101, 1",
    "100, 103, 7",
    "101, 102, 2",
    "100.5, 101, 0.5",
    "100.25, 102.5, 4.75",
    "102, 104, 8",
    "103, 105, 16",
    "102, 105, 18",
    "104, 104.5, 4",
    "99, 101, 2",
    "104, 110, 8",
    "110, 120, 0",
    "101, 101, 0",
    "102, 101, 0",
    "103, 104, NaN",
    "103.2, 103.7, NaN",
  })
  void between(double from, double to, double tasks) {
    var counted = COUNTS.between(at(from), at(to));
    if (Double.isNaN(tasks)) {
      assertThat(counted).isNaN();
    } else {
      assertThat(counted).isCloseTo(tasks, within(1e-6));
    }
  }

  @ParameterizedTest(name = "came within {2} s of those between {0} and {1}")
  @CsvSource({"90, 120, 5", "100, 103, 3", "100, 104, 3", "103, 104, 0", "103, 105, 1"})
  void spread(double from, double to, long seconds) {
    assertThat(COUNTS.spread(at(from), at(to))).isEqualTo(seconds);
    var burst = Arrivals.counted(100, List.of(0, 0, 72, 0, 0));
    assertThat(burst.spread(at(100), at(105))).isEqualTo(1);
    assertThat(burst.spread(at(110), at(120))).isZero();
    assertThat(Arrivals.counted(100, List.of(0, 0, 1, 0, 0)).spread(at(100), at(105))).isZero();
    assertThat(Arrivals.notCounted().spread(at(100), at(105))).isZero();
  }

  @ParameterizedTest(name = "were heard for a share of {2} between {0} and {1}")
  @CsvSource({
    "100, 103, 1",
    "100, 104, 0.75",
    "100, 103.5, 0.75",
    "102, 105, 0.667",
    "103, 104, 0",
    "90, 120, 0.8",
    "103, 103, 1",
    "110, 120, 1",
  })
  void heard_share(double from, double to, double share) {
    assertThat(COUNTS.heardShare(at(from), at(to))).isCloseTo(share, within(0.001));
  }

  @ParameterizedTest(name = "were at most {3} within {2} s between {0} and {1}")
  @CsvSource({"100, 103, 1, 4", "100, 103, 2, 6", "100, 103, 3, 7", "104, 105, 1, 8"})
  void most(double from, double to, long seconds, double tasks) {
    assertThat(COUNTS.mostWithin(seconds, at(from), at(to))).hasValue(tasks);
  }

  @ParameterizedTest(name = "tell nothing of {2} s between {0} and {1}")
  @CsvSource({"100, 103, 4", "100, 105, 2", "98, 102, 2", "100, 103, 0"})
  void no_most(double from, double to, long seconds) {
    assertThat(COUNTS.mostWithin(seconds, at(from), at(to))).isEmpty();
  }

  @Test
  void are_unknown_where_nothing_is_counted() {
    assertThat(Arrivals.notCounted().between(at(100), at(110))).isNaN();
    assertThat(Arrivals.counted(100, List.of()).between(at(100), at(110))).isNaN();
    var past = new Arrivals(Arrivals.Watch.NONE, Optional.empty(), 100, List.of(1));
    assertThat(past.between(at(110), at(120))).isNaN();
  }

  @Test
  void begin_where_somebody_listened() {
    assertThat(COUNTS.countedFrom()).contains(at(100));
    assertThat(Arrivals.counted(100, List.of(-1, -1, 0, 3)).countedFrom()).contains(at(102));
    assertThat(Arrivals.counted(100, Collections.nCopies(3, -1)).countedFrom()).isEmpty();
  }

  @Test
  void end_with_the_last_second_that_was_listened_to() {
    assertThat(Arrivals.counted(100, List.of(1, -1, 3, -1, -1)).countedUntil()).isEqualTo(at(103));
    assertThat(Arrivals.counted(100, List.of(-1, -1)).countedUntil()).isEqualTo(at(100));
  }

  private static Instant at(double second) {
    return Instant.ofEpochMilli(Math.round(1000 * second));
  }
}
