// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A taut string")
class TautStringTest {
  @Test
  @DisplayName("is a straight line where one fits between the curves")
  void straight() {
    var slopes =
        new TautString(new double[] {0, 0, 0, 4, 4}, new double[] {0, 4, 4, 4, 4}).slopes();
    assertThat(slopes).containsExactly(4 / 3.0, 4 / 3.0, 4 / 3.0, 0, 0);
  }

  @Test
  @DisplayName("waits for tasks that have not come, and hurries for those that are due")
  void bends() {
    var slopes =
        new TautString(new double[] {0, 0, 2, 2, 6}, new double[] {0, 0, 4, 4, 6}).slopes();
    assertThat(slopes).containsExactly(0, 2, 2, 2, 0);
  }
}
