// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A pool's rate limit")
final class RateLimitTest {
  @ParameterizedTest(name = "of {0}/min, tasks of {1} s, and {2} slots needs {3} pods")
  @CsvSource({
    // With five slots, a pod that is busy loses what it may start meanwhile.
    "    1, 300,  1,  8",
    "   60,   5,  4,  2",
    "12000,   1,  4, 54",
    "    1,   1, 64,  1",
  })
  void is_used_up_by_slots_with_room_for_chance(
      double perMinute, double taskSeconds, int slots, int pods) {
    var policy = limited(slots, OptionalDouble.empty(), perMinute / 60);

    assertThat(policy.podsOfRateLimit(taskSeconds)).hasValue(pods);
  }

  @ParameterizedTest(name = "of {0}/s needs {1} pods that may start 1/s each")
  @CsvSource({"1, 1", "10, 10"})
  void is_used_up_by_no_more_pods_than_share_it(double perSecond, int pods) {
    var policy = limited(4, OptionalDouble.of(1), perSecond);

    assertThat(policy.podsOfRateLimit(1)).hasValue(pods);
  }

  private static Policy limited(int slots, OptionalDouble perPod, double perPool) {
    var free = Policy.of(100, Duration.ofSeconds(30), slots, true);
    return free.withRateLimit(Optional.of(new RateLimit(perPod, OptionalDouble.of(perPool))));
  }
}
