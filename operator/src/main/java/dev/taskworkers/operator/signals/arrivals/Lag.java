// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * How late tasks are heard of: the shortest time from a publishing, or from the begin of listening,
 * to its being heard, of all that was heard in the last span of time, and up to one more. What was
 * published since is still to come. Not safe for threads.
 */
final class Lag {
  private static final Duration UNKNOWN = Duration.ofDays(1);

  private final Duration span;
  private Instant spanBegan = Instant.EPOCH;
  private Instant listensSince = Instant.MIN;
  private Duration shortest = UNKNOWN;
  private Duration before = UNKNOWN;

  Lag(Duration span) {
    this.span = span;
  }

  /** What was published before could not be heard any sooner. */
  void listensSince(Instant time) {
    listensSince = time;
  }

  /** A task is heard that was published at {@code publishTime}. */
  void heard(Instant publishTime, Instant now) {
    advance(now);
    var late = Duration.between(Seconds.later(publishTime, listensSince), now);
    shortest = late.compareTo(shortest) < 0 ? late : shortest;
  }

  /** Zero where nothing has been heard lately. */
  Duration at(Instant now) {
    advance(now);
    var least = shortest.compareTo(before) < 0 ? shortest : before;
    return least.equals(UNKNOWN) || least.isNegative() ? Duration.ZERO : least;
  }

  private void advance(Instant now) {
    if (now.isBefore(spanBegan.plus(span))) {
      return;
    }
    before = now.isBefore(spanBegan.plus(span).plus(span)) ? shortest : UNKNOWN;
    shortest = UNKNOWN;
    spanBegan = now;
  }
}
