// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** The backlog as the operator reads it from the local Cloud Monitoring, on a clock of its own. */
final class BacklogTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed()
              .withRegions(List.of("europe-west1", "us-east1"))
              .withPullHold(Duration.ofMillis(50)),
          clock);
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(90));
  private final MonitoringClient client =
      MonitoringClient.open(new GoogleEndpoint("127.0.0.1:" + cloud.monitoringPort(), true));
  private final CloudMonitoringBacklog backlog =
      new CloudMonitoringBacklog(new TimeSeriesReader(client), Runnable::run, Runnable::run);
  private final String topic = account.newTopic();
  private final BacklogWatch watch =
      backlog.watch(ResourceName.parse(account.newSubscription(topic)));

  @AfterEach
  void stop() {
    client.close();
    account.close();
    cloud.close();
  }

  private Backlog after(Duration time) {
    for (var end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      clock.add(Duration.ofSeconds(5));
      cloud.advance();
      backlog.poll(clock.instant());
    }
    return watch.latest(clock.instant()).backlog();
  }

  @Test
  void a_backlog_is_known_three_minutes_late_with_the_time_of_its_sample() {
    account.publish(topic, "1", "2", "3", "4", "5");
    assertThat(after(Duration.ofMinutes(2))).isEqualTo(Backlog.missing());

    var known = after(Duration.ofMinutes(2));

    assertThat(known.state()).isEqualTo(State.FRESH);
    assertThat(known.samples().get(0).at()).isEqualTo(Instant.EPOCH.plusSeconds(60));
    assertThat(known.samples().get(0).undelivered()).isEqualTo(5);
  }

  @Test
  void it_costs_a_question_a_minute() {
    after(Duration.ofMinutes(10));

    assertThat(cloud.monitoringCalls()).isBetween(10L, 11L);
  }

  @Test
  void what_goes_wrong_is_a_state_and_never_a_zero() {
    account.publish(topic, "1");
    after(Duration.ofMinutes(5));

    cloud.faults().set(FaultKind.MONITORING_PARTIAL);
    assertThat(after(Duration.ofMinutes(1)).state()).isEqualTo(State.ERROR);
    cloud.faults().clear();
    assertThat(after(Duration.ofMinutes(1)).state()).isEqualTo(State.FRESH);

    cloud.faults().set(FaultKind.MONITORING_429);
    assertThat(after(Duration.ofMinutes(1)).state()).isEqualTo(State.ERROR);
    cloud.faults().clear();
    assertThat(after(Duration.ofMinutes(2)).state()).isEqualTo(State.FRESH);

    cloud.faults().set(FaultKind.MONITORING_SILENT);
    assertThat(after(Duration.ofMinutes(8)).state()).isEqualTo(State.STALE);
    var missing = after(Duration.ofMinutes(4));
    assertThat(missing.state()).isEqualTo(State.MISSING);
    assertThat(missing.samples()).isEmpty();
  }
}
