package dev.taskworkers.lab.cloud;

import java.time.Duration;
import java.util.List;

/**
 * How the local cloud is set up. Ports are 0 for a free one.
 *
 * @param host the address that Pub/Sub and Monitoring listen on
 * @param metrics how Cloud Monitoring samples and shows
 * @param pullHold how long, in wall time, a Pull waits for a first message
 * @param capacity how much Pub/Sub keeps before it refuses to take more
 * @param streamBytesPerSecond what one stream brings at most, on the cloud's clock
 */
public record CloudOptions(
    String host,
    int pubsubPort,
    int monitoringPort,
    int adminPort,
    Metrics metrics,
    Duration pullHold,
    Capacity capacity,
    long streamBytesPerSecond) {
  /** As Google says of one stream. */
  private static final long STREAM_BYTES_PER_SECOND = 10_000_000;

  /**
   * Google documents 60 s of sampling and up to 120 s until a sample is visible; counters ({@code
   * DELTA}) take another 120 s.
   *
   * @param minDelay and {@code maxDelay}: a sample becomes visible after a time drawn between them
   * @param seed of the draw
   * @param regions among which a subscription's messages are spread evenly
   */
  public record Metrics(
      Duration samplePeriod,
      Duration minDelay,
      Duration maxDelay,
      long seed,
      List<String> regions) {
    public Metrics {
      regions = List.copyOf(regions);
      if (samplePeriod.compareTo(Duration.ZERO) <= 0) {
        throw new IllegalArgumentException("Expected a sample period above zero.");
      }
      if (minDelay.isNegative() || maxDelay.compareTo(minDelay) < 0) {
        throw new IllegalArgumentException("Expected 0 <= minDelay <= maxDelay.");
      }
      if (regions.isEmpty()) {
        throw new IllegalArgumentException("Expected at least one region.");
      }
    }
  }

  /** Counted once for each subscription or snapshot that keeps a message. */
  public record Capacity(long messages, long bytes) {}

  /** Free ports, Google's sampling, and capacity for half of this process's heap. */
  public static CloudOptions defaults() {
    return new CloudOptions(
        "127.0.0.1",
        0,
        0,
        0,
        new Metrics(
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(120),
            0,
            List.of("europe-west1")),
        Duration.ofSeconds(5),
        new Capacity(5_000_000, Runtime.getRuntime().maxMemory() / 2),
        STREAM_BYTES_PER_SECOND);
  }

  public CloudOptions withPorts(int pubsub, int monitoring, int admin) {
    return new CloudOptions(
        host, pubsub, monitoring, admin, metrics, pullHold, capacity, streamBytesPerSecond);
  }

  public CloudOptions withHost(String other) {
    return new CloudOptions(
        other,
        pubsubPort,
        monitoringPort,
        adminPort,
        metrics,
        pullHold,
        capacity,
        streamBytesPerSecond);
  }

  public CloudOptions withMetrics(Metrics other) {
    return new CloudOptions(
        host,
        pubsubPort,
        monitoringPort,
        adminPort,
        other,
        pullHold,
        capacity,
        streamBytesPerSecond);
  }

  /** Samples become visible after a time drawn between {@code min} and {@code max}. */
  public CloudOptions withMetricDelay(Duration min, Duration max, long seed) {
    return withMetrics(new Metrics(metrics.samplePeriod, min, max, seed, metrics.regions));
  }

  public CloudOptions withRegions(List<String> regions) {
    return withMetrics(
        new Metrics(
            metrics.samplePeriod, metrics.minDelay, metrics.maxDelay, metrics.seed, regions));
  }

  public CloudOptions withPullHold(Duration hold) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, hold, capacity, streamBytesPerSecond);
  }

  public CloudOptions withCapacity(Capacity other) {
    return new CloudOptions(
        host,
        pubsubPort,
        monitoringPort,
        adminPort,
        metrics,
        pullHold,
        other,
        streamBytesPerSecond);
  }

  public CloudOptions withStreamBytesPerSecond(long bytes) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pullHold, capacity, bytes);
  }
}
