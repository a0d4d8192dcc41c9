// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutageTest {
  private static final Instant BEGAN = Instant.EPOCH;

  private final Outage outage = new Outage(Status.UNAVAILABLE, BEGAN);

  @Test
  void tries_are_twice_as_far_apart_each_time_and_30_s_at_most() {
    assertThat(
            IntStream.range(0, 6)
                .mapToObj(i -> outage.failed(Status.UNAVAILABLE, Duration.ZERO).toSeconds()))
        .containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void after_it_has_listened_for_long_it_tries_again_in_a_second() {
    IntStream.range(0, 6).forEach(i -> outage.failed(Status.UNAVAILABLE, Duration.ZERO));

    assertThat(outage.failed(Status.UNAVAILABLE, Duration.ofSeconds(31))).hasSeconds(1);
  }

  @ParameterizedTest(name = "{0} after {1} s: {2}")
  @CsvSource({
    "UNAVAILABLE,       30, false",
    "UNAVAILABLE,       31, true",
    "RESOURCE_EXHAUSTED, 1, false",
    "PERMISSION_DENIED,  0, true",
    "NOT_FOUND,          0, true"
  })
  void another_source_is_used_when_it_will_not_soon_be_back(
      Status.Code code, int seconds, boolean lasts) {
    outage.failed(code.toStatus(), Duration.ZERO);

    assertThat(outage.silence(BEGAN.plusSeconds(seconds)))
        .isEqualTo(new DoorbellFailure(code.toStatus(), lasts));
  }
}
