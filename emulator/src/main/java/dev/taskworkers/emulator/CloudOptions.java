// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.emulator.pubsub.PullOptions;
import dev.taskworkers.emulator.pubsub.StreamOptions;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryOptions;
import java.time.Duration;
import java.util.List;

/**
 * How the local cloud is set up. Ports are 0 for a free one.
 *
 * @param host the address that Pub/Sub and Monitoring listen on
 * @param metrics how Cloud Monitoring samples and shows
 * @param pulls how Pull answers
 * @param deliveries in what order and how often messages come
 * @param streams how StreamingPull delivers
 * @param capacity how much Pub/Sub keeps before it refuses to take more
 */
public record CloudOptions(
    String host,
    int pubsubPort,
    int monitoringPort,
    int adminPort,
    MonitoringOptions metrics,
    PullOptions pulls,
    DeliveryOptions deliveries,
    StreamOptions streams,
    CapacityOptions capacity) {
  private static final long SEED = 1;

  /** Free ports, and as Google does it as far as that is known, drawn from one seed. */
  public static CloudOptions defaults() {
    return new CloudOptions(
        "127.0.0.1",
        0,
        0,
        0,
        MonitoringOptions.asGoogle(SEED),
        PullOptions.asGoogle(SEED),
        DeliveryOptions.asGoogle(SEED),
        StreamOptions.asGoogle(SEED),
        CapacityOptions.ofThisHeap());
  }

  /**
   * Free ports, and no more trouble than a client's tests need: every call is answered at once and
   * in full.
   */
  public static CloudOptions undisturbed() {
    return defaults()
        .withMetrics(MonitoringOptions.undisturbed())
        .withPulls(PullOptions.undisturbed())
        .withDeliveries(DeliveryOptions.undisturbed())
        .withStreams(StreamOptions.undisturbed());
  }

  public CloudOptions withPorts(int pubsub, int monitoring, int admin) {
    return new CloudOptions(
        host, pubsub, monitoring, admin, metrics, pulls, deliveries, streams, capacity);
  }

  public CloudOptions withHost(String other) {
    return new CloudOptions(
        other,
        pubsubPort,
        monitoringPort,
        adminPort,
        metrics,
        pulls,
        deliveries,
        streams,
        capacity);
  }

  public CloudOptions withMetrics(MonitoringOptions other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, other, pulls, deliveries, streams, capacity);
  }

  /** Samples become visible after a time drawn between {@code min} and {@code max}. */
  public CloudOptions withMetricDelay(Duration min, Duration max, long seed) {
    return withMetrics(metrics.withDelay(min, max, seed));
  }

  public CloudOptions withRegions(List<String> regions) {
    return withMetrics(metrics.withRegions(regions));
  }

  public CloudOptions withPulls(PullOptions other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, other, deliveries, streams, capacity);
  }

  public CloudOptions withPullHold(Duration hold) {
    return withPulls(pulls.withHold(hold));
  }

  public CloudOptions withDeliveries(DeliveryOptions other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, other, streams, capacity);
  }

  public CloudOptions withStreams(StreamOptions other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, deliveries, other, capacity);
  }

  /** Connections take no new calls after about {@code age} of wall time, a second at least. */
  public CloudOptions withConnectionAge(Duration age) {
    return withStreams(streams.withConnectionAge(age));
  }

  public CloudOptions withStreamBytesPerSecond(long bytes) {
    return withStreams(streams.withBytesPerSecond(bytes));
  }

  public CloudOptions withCapacity(CapacityOptions other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, deliveries, streams, other);
  }
}
