// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RegionTest {
  private static LongStream shares(List<Integer> weights, long total) {
    var regions = weights.stream().map(weight -> new Region("r", Duration.ZERO, weight)).toList();
    return IntStream.range(0, regions.size())
        .mapToLong(index -> Region.share(regions, index, total));
  }

  @Property
  void no_message_is_lost_between_regions_and_none_is_in_two(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 50) Integer> weights,
      @ForAll @LongRange(min = 0, max = 10_000_000) long total) {
    assertThat(shares(weights, total).sum()).isEqualTo(total);
    assertThat(shares(weights, total).min().orElseThrow()).isNotNegative();
  }

  @Test
  void few_messages_lie_in_the_first_region_and_many_where_the_weights_say() {
    assertThat(shares(List.of(14, 5, 1), 1)).containsExactly(1L, 0L, 0L);
    assertThat(shares(List.of(14, 5, 1), 100)).containsExactly(70L, 25L, 5L);
    assertThat(shares(List.of(1, 1), 3)).containsExactly(2L, 1L);
  }
}
