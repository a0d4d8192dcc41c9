// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator on a node whose clock was ahead, and is put right. */
final class ClockSetBackTest extends OperatorOnFastClock {
  private volatile Duration ahead = Duration.ofDays(1);

  private final class Wrong extends Clock {
    @Override
    public Instant instant() {
      return clock.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Monitoring shows each sample at its true time. */
  @Test
  void hears_of_the_first_task_from_monitoring_as_soon_as_ever() {
    var operator = operator(Map.of(), cluster.url(), new Wrong());
    storePool("p", ", scaling: {arrivals: Metric}");
    soon().until(() -> replicas("p") == 0 && monitoringAsked(operator));

    ahead = Duration.ZERO;
    account.publish(topic, "1");

    soon().until(() -> replicas("p") > 0);
  }

  private static boolean monitoringAsked(OperatorProcess operator) {
    return get(operator, "/metrics")
        .body()
        .lines()
        .anyMatch(line -> line.matches("taskworkers_operator_monitoring_requests_total.* [1-9].*"));
  }
}
