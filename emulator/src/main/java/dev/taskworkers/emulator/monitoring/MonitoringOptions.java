// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How Cloud Monitoring samples and shows. Google documents 60 s of sampling and up to 120 s until a
 * sample is visible; counters ({@code DELTA}) take another 120 s.
 *
 * @param minDelay and {@code maxDelay}: a sample becomes visible after a time drawn between them
 * @param seed of the draw
 * @param regions among which a subscription's messages are spread; the first is its home
 * @param endsAfter how long a subscription, or a region that is not its home, is empty and quiet
 *     until it is not sampled any more; empty for never
 * @param foundUnwritten whether a metric can be asked for of which a project has no sample yet
 * @param monitored whose series a project shows beside its own
 */
public record MonitoringOptions(
    Duration samplePeriod,
    Duration minDelay,
    Duration maxDelay,
    long seed,
    List<Region> regions,
    Optional<Duration> endsAfter,
    boolean foundUnwritten,
    Map<String, List<String>> monitored) {
  public MonitoringOptions {
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
  public static MonitoringOptions undisturbed() {
    return new MonitoringOptions(
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
  public static MonitoringOptions asGoogle(long seed) {
    var random = new Random(seed);
    return new MonitoringOptions(
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
  public MonitoringOptions withDelay(Duration min, Duration max, long otherSeed) {
    return new MonitoringOptions(
        samplePeriod, min, max, otherSeed, regions, endsAfter, foundUnwritten, monitored);
  }

  /** Regions that sample together and share evenly. */
  public MonitoringOptions withRegions(List<String> names) {
    return withPlaces(evenly(names));
  }

  public MonitoringOptions withPlaces(List<Region> others) {
    return new MonitoringOptions(
        samplePeriod, minDelay, maxDelay, seed, others, endsAfter, foundUnwritten, monitored);
  }

  public MonitoringOptions withEnd(Duration after) {
    return new MonitoringOptions(
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
  public MonitoringOptions withMonitored(Map<String, List<String>> others) {
    return new MonitoringOptions(
        samplePeriod, minDelay, maxDelay, seed, regions, endsAfter, foundUnwritten, others);
  }
}
