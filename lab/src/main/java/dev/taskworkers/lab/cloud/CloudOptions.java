package dev.taskworkers.lab.cloud;

import java.time.Duration;
import java.util.List;

/**
 * How the local cloud is set up. Ports are 0 for a free one.
 *
 * @param host the address that Pub/Sub and Monitoring listen on
 * @param metrics how Cloud Monitoring samples and shows
 * @param pulls how Pull answers
 * @param streams how StreamingPull delivers
 * @param capacity how much Pub/Sub keeps before it refuses to take more
 */
public record CloudOptions(
    String host,
    int pubsubPort,
    int monitoringPort,
    int adminPort,
    Metrics metrics,
    Pulls pulls,
    Streams streams,
    Capacity capacity) {
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

  /**
   * @param hold how long, in wall time, a Pull waits for a first message
   */
  public record Pulls(Duration hold) {}

  /**
   * What StreamingPull and the administration of subscriptions are like; all times are on the
   * cloud's clock, those with a bound are drawn below it.
   *
   * @param bytesPerSecond what one stream brings at most; Google documents 10 MB
   * @param silence a stream is ended on which the client says nothing for so long
   * @param shortestLife and {@code longestLife}: every stream is ended after a time drawn between
   *     them
   * @param slowestOpening until a stream brings its first message
   * @param latestSubscription until one that was made is there for everyone; before, a stream is
   *     NOT_FOUND, or open and deaf for its life
   * @param slowestSeek half of what a seek leaves behind may still come for so long
   */
  public record Streams(
      long bytesPerSecond,
      Duration silence,
      Duration shortestLife,
      Duration longestLife,
      Duration slowestOpening,
      Duration latestSubscription,
      Duration slowestSeek,
      long seed) {
    private static final Duration NEVER = Duration.ofDays(36_500);

    public Streams {
      if (longestLife.compareTo(shortestLife) < 0) {
        throw new IllegalArgumentException("Expected shortestLife <= longestLife.");
      }
    }

    /** Streams that stay, subscriptions that are there and seeks that are done at once. */
    public static Streams kind() {
      return new Streams(
          10_000_000, NEVER, NEVER, NEVER, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    /** As Google documents it, or its users saw it. */
    public static Streams asGoogle(long seed) {
      return new Streams(
          10_000_000,
          Duration.ofSeconds(60),
          Duration.ofMinutes(25),
          Duration.ofMinutes(35),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          seed);
    }

    Streams withBytesPerSecond(long bytes) {
      return new Streams(
          bytes,
          silence,
          shortestLife,
          longestLife,
          slowestOpening,
          latestSubscription,
          slowestSeek,
          seed);
    }
  }

  /** Counted once for each subscription or snapshot that keeps a message. */
  public record Capacity(long messages, long bytes) {}

  /**
   * Free ports, Google's sampling, capacity for half of this process's heap, and no more trouble
   * than a client's tests need: every call is answered at once and in full.
   */
  public static CloudOptions kind() {
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
        new Pulls(Duration.ofSeconds(5)),
        Streams.kind(),
        new Capacity(5_000_000, Runtime.getRuntime().maxMemory() / 2));
  }

  public CloudOptions withPorts(int pubsub, int monitoring, int admin) {
    return new CloudOptions(host, pubsub, monitoring, admin, metrics, pulls, streams, capacity);
  }

  public CloudOptions withHost(String other) {
    return new CloudOptions(
        other, pubsubPort, monitoringPort, adminPort, metrics, pulls, streams, capacity);
  }

  public CloudOptions withMetrics(Metrics other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, other, pulls, streams, capacity);
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

  public CloudOptions withPulls(Pulls other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, other, streams, capacity);
  }

  public CloudOptions withPullHold(Duration hold) {
    return withPulls(new Pulls(hold));
  }

  public CloudOptions withStreams(Streams other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, other, capacity);
  }

  public CloudOptions withStreamBytesPerSecond(long bytes) {
    return withStreams(streams.withBytesPerSecond(bytes));
  }

  public CloudOptions withCapacity(Capacity other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, streams, other);
  }
}
