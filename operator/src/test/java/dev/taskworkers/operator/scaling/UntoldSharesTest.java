// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pool of at most 100 pods that may start 2 tasks a second, while more come; its only pod has
 * been ready for as long as a task is assumed to take.
 */
final class UntoldSharesTest {
  @DisplayName("Pods that keep to a share of the fewest that use up the rate limit")
  @ParameterizedTest(name = "{0}, and {1}/s come: {2}")
  @CsvSource({
    "are told that they are few,          3, 7,   RATE_LIMIT",
    "are told that they are few,          6, 7,   RATE_LIMIT",
    "were never heard and so never told,  3, 79,  ARRIVALS",
    "were never heard and so never told,  6, 100, RATE_LIMIT",
    "can't be heard by a new leader,        3, 7,   RATE_LIMIT",
    "can't be heard by a new leader,        6, 7,   RATE_LIMIT",
  })
  void are_as_many_as_share_it(String which, int perSecond, int pods, Reason reason) {
    var scene = Scene.of(1).lately(perSecond);
    scene.max = 100;
    scene.watched = Duration.ofSeconds(10);
    scene.rateLimit = Optional.of(new RateLimit(OptionalDouble.empty(), OptionalDouble.of(2)));
    scene.silent = !which.startsWith("are told");
    scene.untold = which.startsWith("were never");

    assertThat(scene.decide().reason()).isEqualTo(reason);
    assertThat(scene.decide().replicas()).isEqualTo(pods);
  }
}
