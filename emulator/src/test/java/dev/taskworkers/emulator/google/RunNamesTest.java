// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunNamesTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void a_run_knows_what_it_made_from_what_another_made_at_the_same_time() {
    var one = RunNames.at(NOON, new Random(1));
    var other = RunNames.at(NOON, new Random(2));
    var name = "projects/p/topics/" + one.prefix() + "x";

    assertThat(one.include(name)).isTrue();
    assertThat(other.include(name)).isFalse();
    assertThat(RunNames.areOfAnyRun(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "projects/p/topics/taskworkers-contract-20261126080000-0a1b-x, true",
    "projects/p/snapshots/taskworkers-contract-20251126080000-0a1b-x, true",
    "projects/p/topics/taskworkers-contract-20261126093000-0a1b-x, false",
    "projects/p/topics/taskworkers-contract-x, false",
    "projects/p/topics/orders, false",
    "projects/taskworkers-contract-20251126080000-0a1b-x/topics/orders, false"
  })
  void what_is_older_than_any_run_has_been_left_behind(String name, boolean expected) {
    assertThat(RunNames.areLeftBehind(name, NOON)).isEqualTo(expected);
  }
}
