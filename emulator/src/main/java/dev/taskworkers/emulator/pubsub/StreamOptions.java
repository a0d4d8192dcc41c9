// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import java.time.Duration;

/**
 * What StreamingPull and the administration of subscriptions are like; all times are on the cloud's
 * clock, those with a bound are drawn below it.
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
public record StreamOptions(
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

  public StreamOptions {
    if (longestLife.compareTo(shortestLife) < 0) {
      throw new IllegalArgumentException("Expected shortestLife <= longestLife.");
    }
  }

  /** StreamOptions that stay, subscriptions that are there and seeks that are done at once. */
  public static StreamOptions undisturbed() {
    return new StreamOptions(
        10_000_000, NEVER, NEVER, NEVER, Duration.ZERO, Duration.ZERO, Duration.ZERO, NEVER, 0);
  }

  /** As Google documents it, or its users saw it. */
  public static StreamOptions asGoogle(long seed) {
    return new StreamOptions(
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

  public StreamOptions withBytesPerSecond(long bytes) {
    return new StreamOptions(
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
  public StreamOptions withLatestSubscription(Duration latest) {
    return new StreamOptions(
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

  public StreamOptions withConnectionAge(Duration age) {
    return new StreamOptions(
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
