// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Arrivals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Since when every arrival has been counted; before, it was from second 100 until second 200. */
final class CountedTest {
  private static final Optional<Counted> BEFORE =
      Optional.of(new Counted(Instant.ofEpochSecond(100), Instant.ofEpochSecond(200)));

  @DisplayName("counts go on while no second is missing, be it that one was heard of late")
  @ParameterizedTest(name = "from second {0}, {1}: since {2} until {3}")
  @CsvSource({
    "195, ++++++++, 100, 203",
    "200, +,        100, 201",
    "201, +,        201, 202",
    "196, +++++-,   100, 201",
    "199, ++-+++,   202, 205",
  })
  void counts(int first, String heard, int since, int until) {
    var seconds = new ArrayList<Integer>();
    heard.chars().forEach(second -> seconds.add(second == '+' ? 0 : -1));

    assertThat(Counted.next(BEFORE, Arrivals.counted(first, seconds)))
        .contains(new Counted(Instant.ofEpochSecond(since), Instant.ofEpochSecond(until)));
  }

  @Test
  void a_doorbell_that_is_silent_may_still_bring_what_it_has_not_told() {
    assertThat(Counted.next(BEFORE, Arrivals.notCounted())).isEqualTo(BEFORE);
  }
}
