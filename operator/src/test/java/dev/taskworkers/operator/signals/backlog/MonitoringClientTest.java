// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.inprocess.InProcessChannelBuilder;
import org.junit.jupiter.api.Test;

final class MonitoringClientTest {
  @Test
  void closes_the_channel_that_it_was_given() {
    var channel = InProcessChannelBuilder.forName("nobody").build();

    MonitoringClient.over(channel).close();

    assertThat(channel.isShutdown()).isTrue();
  }
}
