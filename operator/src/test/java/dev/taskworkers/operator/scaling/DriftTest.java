// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The drift of the estimate")
class DriftTest {
  @Test
  void is_what_a_sample_has_more_than_was_estimated_at_its_time() {
    var drift = Scene.of(11).arriving(8).sampled(120, 52).decide().memory().drift().orElseThrow();
    assertThat(drift.at()).isEqualTo(Scene.NOW.minusSeconds(120));
    assertThat(drift.tasks()).isEqualTo(52 - 40);
  }

  @Test
  void is_unknown_without_a_sample() {
    assertThat(Scene.of(11).arriving(8).decide().memory().drift()).isEmpty();
  }
}
