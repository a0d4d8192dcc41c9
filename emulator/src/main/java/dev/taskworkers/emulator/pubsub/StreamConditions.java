// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.rpc.Code;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;

/** What the connections of streams are like, and what is drawn for each of them. */
final class StreamConditions {
  /** How late a new subscription is while a fault says so. */
  private static final Duration LATE = Duration.ofSeconds(30);

  /**
   * Which share of new subscriptions is late without a fault. The tests of Google's own clients
   * open streams at once and mostly pass.
   */
  private static final double LATE_SHARE = 0.05;

  private final Clock clock;
  private final Faults faults;
  private final StreamOptions options;
  private final Random random;

  StreamConditions(Clock clock, Faults faults, StreamOptions options) {
    this.clock = clock;
    this.faults = faults;
    this.options = options;
    random = new Random(options.seed());
  }

  Instant now() {
    return clock.instant();
  }

  /** What it brings at most. */
  long bytesPerSecond() {
    return options.bytesPerSecond();
  }

  /** Whether nothing is sent, because a quota is used up. */
  boolean isThrottled(String subscription) {
    return faults.active(FaultKind.PUBSUB_THROTTLED, "StreamingPull", subscription).isPresent();
  }

  /** Whether a stream is open without being alive. */
  boolean isStuck(String subscription, Instant openSince) {
    return faults
        .active(FaultKind.STREAM_STUCK, "StreamingPull", subscription)
        .filter(fault -> !openSince.isAfter(fault.since()))
        .isPresent();
  }

  boolean isMute(String subscription) {
    return faults.active(FaultKind.STREAM_MUTE, "StreamingPull", subscription).isPresent();
  }

  boolean isDeaf(String subscription) {
    return faults.active(FaultKind.STREAM_DEAF, "StreamingPull", subscription).isPresent();
  }

  /**
   * What a stream is like that is opened now.
   *
   * @throws ApiError NOT_FOUND where the subscription is so new that it is not there for everyone
   */
  StreamFate draw(String subscription, Instant made) {
    var now = now();
    var isNew = now.isBefore(made.plus(lateness(subscription)));
    if (isNew && random.nextBoolean()) {
      throw ApiError.notFound(subscription.substring(subscription.lastIndexOf('/') + 1));
    }
    var life = options.longestLife().minus(options.shortestLife());
    return new StreamFate(
        now,
        isNew,
        now.plus(drawn(options.slowestOpening())),
        now.plus(options.shortestLife()).plus(drawn(life)));
  }

  private Duration lateness(String subscription) {
    if (faults.active(FaultKind.NEW_SUBSCRIPTION_LATE, "StreamingPull", subscription).isPresent()) {
      return LATE;
    }
    return isLate(subscription) ? drawn(options.latestSubscription()) : Duration.ZERO;
  }

  /** The same for all streams on it. */
  private boolean isLate(String subscription) {
    return new SplittableRandom(options.seed() + subscription.hashCode()).nextDouble() < LATE_SHARE;
  }

  /** How long something may still come of what a seek leaves behind. */
  Duration drawSeek() {
    return drawn(options.slowestSeek());
  }

  private Duration drawn(Duration bound) {
    return bound.isZero()
        ? bound
        : Duration.ofMillis((long) (random.nextDouble() * bound.toMillis()));
  }

  /** Whether a stream ends now by itself; it is as good as any reason for which they do. */
  boolean isOver(StreamFate fate, Instant saidAt, Instant now) {
    return !now.isBefore(fate.endsAt()) || !now.isBefore(saidAt.plus(options.silence()));
  }

  /** How a stream ends by itself: never OK. */
  static ApiError end() {
    return ApiError.of(
        Code.UNAVAILABLE,
        "The StreamingPull stream closed for an expected reason and should be recreated.");
  }
}
