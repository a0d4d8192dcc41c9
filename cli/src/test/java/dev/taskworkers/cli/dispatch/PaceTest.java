// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks at ten a second")
class PaceTest {
  private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);

  /** Its start is the present moment: what a test takes until then is far less than a step. */
  private final long start = System.nanoTime();

  private final Pace pace = new Pace(10);

  @Test
  void are_due_a_tenth_of_a_second_apart() {
    assertThat(early(0)).isZero();
    assertThat(early(0)).isEqualTo(1);
    assertThat(early(0)).isEqualTo(2);
    assertThat(early(2)).isEqualTo(1);
  }

  @Test
  void catch_up_after_a_short_delay() {
    assertThat(early(0)).isZero();
    assertThat(late(8)).isEqualTo(7);
  }

  @Test
  void catch_up_with_those_of_a_second_after_a_long_pause() {
    assertThat(early(0)).isZero();
    assertThat(IntStream.range(0, 11).map(n -> late(600)))
        .containsExactly(10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    assertThat(early(600)).isEqualTo(1);
  }

  private int early(int steps) {
    return Math.round((float) pace.early(start + steps * STEP) / STEP);
  }

  private int late(int steps) {
    return -early(steps);
  }
}
