// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Distribution;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A histogram of times")
class HistogramTest {
  private final Histogram histogram = new Histogram();

  @Test
  void counts_a_time_in_the_bucket_whose_limit_it_does_not_exceed() {
    histogram.add(Duration.ofMillis(5));
    histogram.add(Duration.ofMillis(6));
    histogram.add(Duration.ofHours(7));
    var value = histogram.value();
    assertThat(value.buckets().get(0)).isEqualTo(1);
    assertThat(value.buckets().get(1)).isEqualTo(1);
    assertThat(value.buckets().get(Distribution.LIMITS.size())).isEqualTo(1);
    assertThat(value.count()).isEqualTo(3);
    assertThat(value.sum()).isEqualTo(25200.011);
  }

  @Test
  void has_limits_that_grow() {
    assertThat(Distribution.LIMITS).isSorted().doesNotHaveDuplicates();
  }
}
