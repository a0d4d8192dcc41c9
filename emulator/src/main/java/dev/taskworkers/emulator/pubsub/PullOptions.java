// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How calls of a subscriber are answered, in wall time.
 *
 * @param hold how long a Pull waits for a first message
 * @param shortestTrip and {@code longestTrip}: a Pull, an Acknowledge and a ModifyAckDeadline are
 *     answered a time drawn between them after they were done
 * @param empty the share of PullOptions that are answered with nothing at once, whatever waits
 * @param shortened whether a Pull brings at most a number drawn between one and what it asked for
 * @param ghost how long a Pull that its caller has given up may still be given messages, which
 *     nobody has then until their leases end
 * @param seed of the draws
 */
public record PullOptions(
    Duration hold,
    Duration shortestTrip,
    Duration longestTrip,
    double empty,
    boolean shortened,
    Duration ghost,
    long seed) {
  public PullOptions {
    if (shortestTrip.isNegative() || longestTrip.compareTo(shortestTrip) < 0) {
      throw new IllegalArgumentException("Expected 0 <= shortestTrip <= longestTrip.");
    }
    if (empty < 0 || empty >= 1) {
      throw new IllegalArgumentException("Expected a share of empty answers from 0 to below 1.");
    }
  }

  /** Every call is answered at once and in full. */
  public static PullOptions undisturbed() {
    return new PullOptions(
        Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, 0, false, Duration.ZERO, 0);
  }

  /** As subscribers far from an endpoint see it; Google promises no more. */
  public static PullOptions asGoogle(long seed) {
    return new PullOptions(
        Duration.ofSeconds(5),
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        0.03,
        true,
        Duration.ofSeconds(1),
        seed);
  }

  public PullOptions withHold(Duration other) {
    return new PullOptions(other, shortestTrip, longestTrip, empty, shortened, ghost, seed);
  }

  /** With the durations as {@code onTheWall} says, for a cloud on a clock that is fast. */
  public PullOptions timed(UnaryOperator<Duration> onTheWall) {
    return new PullOptions(
        onTheWall.apply(hold),
        onTheWall.apply(shortestTrip),
        onTheWall.apply(longestTrip),
        empty,
        shortened,
        onTheWall.apply(ghost),
        seed);
  }
}
