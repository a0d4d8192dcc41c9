// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import static com.google.api.MetricDescriptor.MetricKind.DELTA;
import static com.google.api.MetricDescriptor.MetricKind.GAUGE;

import com.google.api.MetricDescriptor.MetricKind;
import dev.taskworkers.emulator.monitoring.Sample.Quantity;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The metrics that are served, as in Google's list of Pub/Sub metrics. */
enum Metric {
  UNDELIVERED("subscription/num_undelivered_messages", GAUGE, Quantity.UNDELIVERED),
  UNACKED_BY_REGION("subscription/num_unacked_messages_by_region", GAUGE, Quantity.UNDELIVERED),
  BACKLOG_BYTES("subscription/backlog_bytes", GAUGE, Quantity.BACKLOG_BYTES),
  OLDEST_AGE("subscription/oldest_unacked_message_age", GAUGE, Quantity.OLDEST_AGE_SECONDS),
  OLDEST_AGE_BY_REGION(
      "subscription/oldest_unacked_message_age_by_region", GAUGE, Quantity.OLDEST_AGE_SECONDS),
  ACKNOWLEDGED(
      "subscription/ack_message_count",
      DELTA,
      Quantity.ACKNOWLEDGED,
      Map.of("delivery_type", "pull")),
  SENT("subscription/sent_message_count", DELTA, Quantity.SENT, Map.of("delivery_type", "pull")),
  EXPIRED(
      "subscription/expired_ack_deadlines_count",
      DELTA,
      Quantity.EXPIRED,
      Map.of("delivery_type", "pull")),
  DEAD_LETTERED(
      "subscription/dead_letter_message_count",
      DELTA,
      Quantity.DEAD_LETTERED,
      Map.of("result", "success")),
  SEND_REQUESTS(
      "topic/send_request_count",
      DELTA,
      Quantity.PUBLISH_REQUESTS,
      Map.of("response_class", "success", "response_code", "success")),
  MESSAGE_SIZES("topic/message_sizes", DELTA, Quantity.PUBLISHED);

  private static final String PREFIX = "pubsub.googleapis.com/";

  /** Counters are shown two minutes later than gauges. */
  private static final Duration EXTRA_DELAY_OF_COUNTERS = Duration.ofSeconds(120);

  private final String path;
  private final MetricKind kind;
  private final Quantity quantity;
  private final Map<String, String> labels;

  Metric(String path, MetricKind kind, Quantity quantity) {
    this(path, kind, quantity, Map.of());
  }

  Metric(String path, MetricKind kind, Quantity quantity, Map<String, String> labels) {
    this.path = path;
    this.kind = kind;
    this.quantity = quantity;
    this.labels = labels;
  }

  static Optional<Metric> of(String type) {
    return Arrays.stream(values()).filter(metric -> metric.type().equals(type)).findFirst();
  }

  String type() {
    return PREFIX + path;
  }

  MetricKind kind() {
    return kind;
  }

  Quantity quantity() {
    return quantity;
  }

  Map<String, String> labels() {
    return labels;
  }

  boolean isByRegion() {
    return path.endsWith("_by_region");
  }

  boolean isDistribution() {
    return this == MESSAGE_SIZES;
  }

  ResourceKind resource() {
    return path.startsWith("topic/") ? ResourceKind.TOPIC : ResourceKind.SUBSCRIPTION;
  }

  Duration extraDelay() {
    return kind == DELTA ? EXTRA_DELAY_OF_COUNTERS : Duration.ZERO;
  }
}
