// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What long calls of one tenant leave to those of others. */
final class StreamChannelsTest {
  /** Google's front ends let so many calls run on one connection. */
  private static final long CALLS_OF_A_CONNECTION = 100;

  private final List<ManagedChannel> opened = new ArrayList<>();
  private final StreamChannels channels = new StreamChannels(this::open);

  private ManagedChannel open() {
    opened.add(InProcessChannelBuilder.forName("nobody").build());
    return opened.get(opened.size() - 1);
  }

  @AfterEach
  void stop() {
    channels.close();
  }

  @Test
  void five_hundred_probes_that_wait_leave_room_for_short_calls_on_each_connection() {
    var taken = IntStream.range(0, 500).mapToObj(probe -> channels.take()).toList();

    Map<Channel, Long> holders =
        taken.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(holders.values())
        .allSatisfy(count -> assertThat(CALLS_OF_A_CONNECTION - count).isGreaterThan(10));
  }

  @Test
  void what_one_gives_back_the_next_one_takes() {
    var first = IntStream.range(0, 80).mapToObj(probe -> channels.take()).toList();
    first.forEach(channels::release);
    IntStream.range(0, 80).forEach(probe -> channels.take());

    assertThat(opened).hasSize(1);
  }
}
