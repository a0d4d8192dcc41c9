// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import dev.taskworkers.operator.signals.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.signals.backlog.RegionalPoints;
import dev.taskworkers.operator.signals.backlog.SubscriptionMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The operator's own reading of {@link Monitoring}: once a minute, and with its own doubts. */
final class MonitoredBacklog implements SubscriptionMetrics {
  private static final SubscriptionName NAME = SubscriptionName.of("simulation", "tasks");
  private static final String REGION = "europe-west1";

  private final Monitoring monitoring;
  private final CloudMonitoringBacklog backlog =
      new CloudMonitoringBacklog(this, Runnable::run, Runnable::run);
  private final BacklogWatch watch = backlog.watch(ResourceName.parse(NAME.toString()));

  MonitoredBacklog(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /**
   * What is known at that second.
   *
   * @param toldByNobody whether neither workers nor a doorbell tell what has ended
   */
  Backlog at(int second, boolean toldByNobody) {
    var now = Signals.at(second);
    if (toldByNobody) {
      watch.wantAcknowledged(now);
    }
    backlog.poll(now);
    return watch.latest(now).backlog();
  }

  @Override
  public Map<SubscriptionName, RegionalPoints> counts(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    var points = new RegionalPoints();
    for (var sample : monitoring.shown(seconds(to))) {
      points.add(REGION, Signals.at(sample.at()), sample.undelivered());
    }
    return Map.of(NAME, points);
  }

  /** Asked for only where there is more than one region. */
  @Override
  public Map<SubscriptionName, RegionalPoints> totals(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return Map.of();
  }

  /** Decisions don't need them. */
  @Override
  public Map<SubscriptionName, Map<Instant, Duration>> ages(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return Map.of();
  }

  /** Asked for only where neither workers nor a doorbell tell what has ended. */
  @Override
  public Map<SubscriptionName, List<Acknowledged>> acknowledged(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return Map.of(NAME, monitoring.acknowledged(seconds(to)));
  }

  private static long seconds(Instant now) {
    return Duration.between(Signals.START, now).toSeconds();
  }
}
