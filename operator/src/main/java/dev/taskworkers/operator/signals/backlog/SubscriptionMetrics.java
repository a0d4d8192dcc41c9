// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What Cloud Monitoring tells of the subscriptions of a project between two times. */
public interface SubscriptionMetrics {
  /** Messages not acknowledged in each region, by subscription. */
  Map<SubscriptionName, RegionalPoints> counts(
      String project, List<SubscriptionName> names, Instant from, Instant to);

  /**
   * Messages not acknowledged in all regions together, by subscription. Google computes it only
   * where every region is heard that is known to hold messages.
   */
  Map<SubscriptionName, RegionalPoints> totals(
      String project, List<SubscriptionName> names, Instant from, Instant to);

  /** Age of the oldest message, the greatest of all regions, by subscription and sample time. */
  Map<SubscriptionName, Map<Instant, Duration>> ages(
      String project, List<SubscriptionName> names, Instant from, Instant to);

  /** Messages acknowledged from minute to minute, oldest first, by subscription. */
  Map<SubscriptionName, List<Acknowledged>> acknowledged(
      String project, List<SubscriptionName> names, Instant from, Instant to);
}
