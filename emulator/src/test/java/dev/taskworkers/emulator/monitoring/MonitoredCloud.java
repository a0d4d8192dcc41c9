// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.threeten.extra.MutableClock;

/** A subscription with its Monitoring, in two regions, on a clock that the test moves. */
abstract class MonitoredCloud {
  final MutableClock clock = MutableClock.epochUTC();
  final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed()
              .withRegions(List.of("europe-west1", "us-east1"))
              .withPullHold(Duration.ofMillis(50)),
          clock);
  final Account account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(5));
  final ManagedChannel channel =
      new GoogleEndpoint("127.0.0.1:" + cloud.monitoringPort(), true).openChannel();
  final String topic = account.newTopic();
  final String subscription = account.newSubscription(topic);

  /** Each minute has its sample. */
  final void minutesPass(int minutes) {
    for (var minute = 0; minute < minutes; minute++) {
      clock.add(Duration.ofMinutes(1));
      cloud.advance();
    }
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    account.close();
    cloud.close();
  }
}
