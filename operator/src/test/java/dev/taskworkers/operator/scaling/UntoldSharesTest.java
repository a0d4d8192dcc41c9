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
 * A pool of at most 100 pods that may start 2 tasks a second, while 6 a second come; its only pod
 * has been ready for as long as a task is assumed to take.
 */
final class UntoldSharesTest {
  @DisplayName("Pods that keep to a share of the fewest that use up the rate limit")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "are told that they are few,          7",
    "were never heard and so never told,  100",
    "can't be heard by a new leader,        7",
  })
  void are_as_many_as_share_it(String which, int pods) {
    var scene = Scene.of(1).lately(6);
    scene.max = 100;
    scene.watched = Duration.ofSeconds(10);
    scene.rateLimit = Optional.of(new RateLimit(OptionalDouble.empty(), OptionalDouble.of(2)));
    scene.silent = !which.startsWith("are told");
    scene.untold = which.startsWith("were never");

    assertThat(scene.decide().reason()).isEqualTo(Reason.RATE_LIMIT);
    assertThat(scene.decide().replicas()).isEqualTo(pods);
  }
}
