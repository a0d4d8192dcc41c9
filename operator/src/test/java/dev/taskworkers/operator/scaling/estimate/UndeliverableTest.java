// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A backlog of 40 that does not change while a task comes every second")
class UndeliverableTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void tells_of_the_tasks_that_come_and_go_no_more_than_that_one_of_them_is_there_at_a_time() {
    var samples =
        IntStream.rangeClosed(0, 5)
            .mapToObj(i -> new Sample(at(i), 40, Duration.ofMinutes(60 + i)))
            .toList();
    var arrivals = Arrivals.counted(START.getEpochSecond(), Collections.nCopies(400, 1));

    var stuck = Undeliverable.of(new Backlog(Backlog.State.FRESH, samples), arrivals);

    assertThat(stuck.messages()).isEqualTo(39);
    assertThat(stuck.taskSeconds()).isCloseTo(1, within(1e-9));
  }

  private static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }
}
