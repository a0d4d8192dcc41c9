// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PoolSettingsTest {
  private static final PoolSettings PLAIN = PoolSettings.of(4, 10);

  @Test
  void no_image_of_others_is_played_with_a_rate_limit_whichever_is_drawn_first() {
    assertThat(PLAIN.limitedTo("6/m").rateLimit()).hasValue("6/m");
    assertThat(PLAIN.limitedTo("6/m").foreignImage().rateLimit()).isEmpty();
    assertThat(PLAIN.foreignImage().limitedTo("6/m").rateLimit()).isEmpty();
  }
}
