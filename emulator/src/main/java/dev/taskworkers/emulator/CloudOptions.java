// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

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
    Metrics metrics,
    Pulls pulls,
    Deliveries deliveries,
    Streams streams,
    Capacity capacity) {
  private static final long SEED = 1;

  /**
   * Google documents 60 s of sampling and up to 120 s until a sample is visible; counters ({@code
   * DELTA}) take another 120 s.
   *
   * @param minDelay and {@code maxDelay}: a sample becomes visible after a time drawn between them
   * @param seed of the draw
   * @param regions among which a subscription's messages are spread; the first is its home
   * @param endsAfter how long a subscription, or a region that is not its home, is empty and quiet
   *     until it is not sampled any more; empty for never
   * @param foundUnwritten whether a metric can be asked for of which a project has no sample yet
   * @param monitored whose series a project shows beside its own
   */
  public record Metrics(
      Duration samplePeriod,
      Duration minDelay,
      Duration maxDelay,
      long seed,
      List<Region> regions,
      Optional<Duration> endsAfter,
      boolean foundUnwritten,
      Map<String, List<String>> monitored) {
    public Metrics {
      regions = List.copyOf(regions);
      monitored = Map.copyOf(monitored);
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

    /** Every sample is visible after exactly as long as Google documents at most. */
    public static Metrics kind() {
      return new Metrics(
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(120),
          0,
          evenly(List.of("europe-west1")),
          Optional.empty(),
          true,
          Map.of());
    }

    /**
     * As users of Google's have seen it: samples are late, each by another time; regions sample at
     * seconds of their own and hold more or less; what is quiet or was never used has no series.
     */
    public static Metrics asGoogle(long seed) {
      var random = new Random(seed);
      return new Metrics(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(240),
          seed,
          List.of(
              new Region("europe-west1", Duration.ofSeconds(random.nextInt(60)), 14),
              new Region("europe-west4", Duration.ofSeconds(random.nextInt(60)), 5),
              new Region("us-east1", Duration.ofSeconds(random.nextInt(60)), 1)),
          Optional.of(Duration.ofMinutes(5)),
          false,
          Map.of());
    }

    private static List<Region> evenly(List<String> names) {
      return names.stream().map(name -> new Region(name, Duration.ZERO, 1)).toList();
    }

    /** Samples become visible after a time drawn between {@code min} and {@code max}. */
    public Metrics withDelay(Duration min, Duration max, long otherSeed) {
      return new Metrics(
          samplePeriod, min, max, otherSeed, regions, endsAfter, foundUnwritten, monitored);
    }

    /** Regions that sample together and share evenly. */
    public Metrics withRegions(List<String> names) {
      return withPlaces(evenly(names));
    }

    public Metrics withPlaces(List<Region> others) {
      return new Metrics(
          samplePeriod, minDelay, maxDelay, seed, others, endsAfter, foundUnwritten, monitored);
    }

    public Metrics withEnd(Duration after) {
      return new Metrics(
          samplePeriod,
          minDelay,
          maxDelay,
          seed,
          regions,
          Optional.of(after),
          foundUnwritten,
          monitored);
    }

    /** With the series of other projects beside a project's own. */
    public Metrics withMonitored(Map<String, List<String>> others) {
      return new Metrics(
          samplePeriod, minDelay, maxDelay, seed, regions, endsAfter, foundUnwritten, others);
    }
  }

  /**
   * How calls of a subscriber are answered, in wall time.
   *
   * @param hold how long a Pull waits for a first message
   * @param shortestTrip and {@code longestTrip}: a Pull, an Acknowledge and a ModifyAckDeadline are
   *     answered a time drawn between them after they were done
   * @param empty the share of Pulls that are answered with nothing at once, whatever waits
   * @param shortened whether a Pull brings at most a number drawn between one and what it asked for
   * @param ghost how long a Pull that its caller has given up may still be given messages, which
   *     nobody has then until their leases end
   * @param seed of the draws
   */
  public record Pulls(
      Duration hold,
      Duration shortestTrip,
      Duration longestTrip,
      double empty,
      boolean shortened,
      Duration ghost,
      long seed) {
    public Pulls {
      if (shortestTrip.isNegative() || longestTrip.compareTo(shortestTrip) < 0) {
        throw new IllegalArgumentException("Expected 0 <= shortestTrip <= longestTrip.");
      }
      if (empty < 0 || empty >= 1) {
        throw new IllegalArgumentException("Expected a share of empty answers from 0 to below 1.");
      }
    }

    /** Every call is answered at once and in full. */
    public static Pulls kind() {
      return new Pulls(
          Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, 0, false, Duration.ZERO, 0);
    }

    /** As subscribers far from an endpoint see it; Google promises no more. */
    public static Pulls asGoogle(long seed) {
      return new Pulls(
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          0.03,
          true,
          Duration.ofSeconds(1),
          seed);
    }

    public Pulls withHold(Duration other) {
      return new Pulls(other, shortestTrip, longestTrip, empty, shortened, ghost, seed);
    }

    /** With the durations as {@code onTheWall} says, for a cloud on a clock that is fast. */
    public Pulls timed(UnaryOperator<Duration> onTheWall) {
      return new Pulls(
          onTheWall.apply(hold),
          onTheWall.apply(shortestTrip),
          onTheWall.apply(longestTrip),
          empty,
          shortened,
          onTheWall.apply(ghost),
          seed);
    }
  }

  /**
   * What happens to messages on their way to a Pull or a stream.
   *
   * @param window the next message without an ordering key is drawn among so many of the oldest
   * @param duplicates the share of messages that are delivered once more while their first lease
   *     goes on; none with exactly-once delivery or an ordering key
   * @param seed of the draws
   */
  public record Deliveries(int window, double duplicates, long seed) {
    public Deliveries {
      if (window < 1 || duplicates < 0 || duplicates > 1) {
        throw new IllegalArgumentException("Expected a window of 1 or more, a share from 0 to 1.");
      }
    }

    /** Each once, oldest first. */
    public static Deliveries kind() {
      return new Deliveries(1, 0, 0);
    }

    /** At least once, in any order. */
    public static Deliveries asGoogle(long seed) {
      return new Deliveries(100, 0.002, seed);
    }
  }

  /**
   * What StreamingPull and the administration of subscriptions are like; all times are on the
   * cloud's clock, those with a bound are drawn below it.
   *
   * @param bytesPerSecond what one stream brings at most; Google documents 10 MB
   * @param silence a stream is ended on which the client says nothing for so long
   * @param shortestLife and {@code longestLife}: every stream is ended after a time drawn between
   *     them
   * @param slowestOpening until a stream brings its first message
   * @param latestSubscription until one in twenty that are made is there for everyone; before, a
   *     stream is NOT_FOUND, or open and deaf for its life
   * @param slowestSeek half of what a seek leaves behind may still come for so long
   * @param connectionAge after about so long, in wall time, a connection takes no new calls
   */
  public record Streams(
      long bytesPerSecond,
      Duration silence,
      Duration shortestLife,
      Duration longestLife,
      Duration slowestOpening,
      Duration latestSubscription,
      Duration slowestSeek,
      Duration connectionAge,
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
          10_000_000, NEVER, NEVER, NEVER, Duration.ZERO, Duration.ZERO, Duration.ZERO, NEVER, 0);
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
          Duration.ofHours(1),
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
          connectionAge,
          seed);
    }

    /** With a time until late subscriptions are there for everyone. */
    public Streams withLatestSubscription(Duration latest) {
      return new Streams(
          bytesPerSecond,
          silence,
          shortestLife,
          longestLife,
          slowestOpening,
          latest,
          slowestSeek,
          connectionAge,
          seed);
    }

    Streams withConnectionAge(Duration age) {
      return new Streams(
          bytesPerSecond,
          silence,
          shortestLife,
          longestLife,
          slowestOpening,
          latestSubscription,
          slowestSeek,
          age,
          seed);
    }
  }

  /** Counted once for each subscription or snapshot that keeps a message. */
  public record Capacity(long messages, long bytes) {
    /** For half of this process's heap. */
    public static Capacity ofThisHeap() {
      return new Capacity(5_000_000, Runtime.getRuntime().maxMemory() / 2);
    }
  }

  /** Free ports, and as Google does it as far as that is known, drawn from one seed. */
  public static CloudOptions defaults() {
    return new CloudOptions(
        "127.0.0.1",
        0,
        0,
        0,
        Metrics.asGoogle(SEED),
        Pulls.asGoogle(SEED),
        Deliveries.asGoogle(SEED),
        Streams.asGoogle(SEED),
        Capacity.ofThisHeap());
  }

  /**
   * Free ports, and no more trouble than a client's tests need: every call is answered at once and
   * in full.
   */
  public static CloudOptions kind() {
    return defaults()
        .withMetrics(Metrics.kind())
        .withPulls(Pulls.kind())
        .withDeliveries(Deliveries.kind())
        .withStreams(Streams.kind());
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

  public CloudOptions withMetrics(Metrics other) {
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

  public CloudOptions withPulls(Pulls other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, other, deliveries, streams, capacity);
  }

  public CloudOptions withPullHold(Duration hold) {
    return withPulls(pulls.withHold(hold));
  }

  public CloudOptions withDeliveries(Deliveries other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, other, streams, capacity);
  }

  public CloudOptions withStreams(Streams other) {
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

  public CloudOptions withCapacity(Capacity other) {
    return new CloudOptions(
        host, pubsubPort, monitoringPort, adminPort, metrics, pulls, deliveries, streams, other);
  }
}
