// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A share of a pool's rate")
class RateShareTest {
  @ParameterizedTest(name = "''{0}'' is one of {1} pods, of which {2} share it now")
  @CsvSource({"1, 1, 1", "99999, 99999, 99999", "12 3, 12, 3", "12 0, 12, 0", "12 12, 12, 12"})
  void is_a_number_of_pods_and_how_many_of_them_share_it_now(String body, int pods, int sharing) {
    var share = new RateShare(pods, sharing);

    assertThat(RateShare.parse(body)).contains(share);
    assertThat(RateShare.parse(share.text())).contains(share);
  }

  @Test
  void is_a_number_alone_where_all_share_the_rate_as_older_workers_read_it() {
    assertThat(RateShare.equal(7).text()).isEqualTo("7");
  }

  @ParameterizedTest(name = "is not ''{0}''")
  @ValueSource(
      strings = {"", "0", "-1", "100000", "1.5", "many", "3 4", "0 0", "3  2", "3 -1", "3 2 1"})
  void is_nothing_else(String body) {
    assertThat(RateShare.parse(body)).isEqualTo(Optional.empty());
  }
}
