// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.monitoring.v3.MetricServiceGrpc;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Three quarters of an hour, of which none is waited for. */
final class BacklogWatchTest {
  /** Of a cloud on a clock that passes when it is told to. */
  private record Stepped(MutableClock clock, LocalCloud cloud) implements Pace {
    @Override
    public void pass(Duration time) {
      clock.add(time);
      cloud.advance();
    }

    @Override
    public long nanos() {
      return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }
  }

  @Test
  void a_subscription_that_is_drained_is_followed_until_its_series_end() throws Exception {
    var clock = MutableClock.epochUTC();
    var played = CloudOptions.undisturbed();
    var options = played.withMetrics(played.metrics().withEnd(Duration.ofMinutes(5)));
    try (var cloud = LocalCloud.start(options, clock);
        var account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(10))) {
      var channel =
          GoogleEndpoint.monitoring(
                  Map.of("MONITORING_EMULATOR_HOST", "127.0.0.1:" + cloud.monitoringPort()))
              .openChannel();
      try {
        var monitoring =
            new MonitoringQuestions(
                MetricServiceGrpc.newBlockingStub(channel), account.project(), clock);
        var watch = new BacklogWatch(account, monitoring, clock, new Stepped(clock, cloud));

        var answers =
            watch.run().stream().collect(Collectors.toMap(Answer::question, Answer::found));

        assertThat(
                answers.get(
                    "whether a region, or a subscription, shows a 0 before its series ends"))
            .matches("europe-west1: \\d+ points after it was drained, [1-9]\\d* of them 0, .*");
        assertThat(answers.get("whether messages in back-off count as unacknowledged"))
            .endsWith("the counts were [5]");
        assertThat(answers.get("how much later counters are shown"))
            .matches("\\d+ points, seen \\d+ to \\d+ s after their times");
        assertThat(watch.sightings().csv())
            .contains(",num_unacked_messages_by_region,europe-west1,");
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
