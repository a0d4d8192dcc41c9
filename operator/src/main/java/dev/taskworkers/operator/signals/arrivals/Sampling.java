// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;
import java.time.Instant;

/**
 * When it is enough to hear samples: where more than 200 tasks a second are published, or more than
 * a stream can bring. Not safe for threads.
 */
public final class Sampling {
  /**
   * From the first task on a subscription that takes over to its turn: until then those publishers,
   * too, know it that learn of it late.
   */
  public static final Duration HANDOVER = Duration.ofSeconds(10);

  /** How long a turn lasts at least. */
  public static final Duration SHORTEST_TURN = Duration.ofMinutes(1);

  /** A burst that is shorter is worth its counting. */
  private static final int DENSE_SECONDS = 30;

  /** Three cycles of samples. */
  private static final int SPARSE_SECONDS = 3 * Share.CYCLE_SECONDS;

  /** What is below is hardly above the limit again a minute later. */
  private static final double SPARSE = Density.TASKS_PER_SECOND / 2.0;

  /** A stream that is behind for so long after it was opened does not catch up. */
  private static final Duration CATCHES_UP = Duration.ofSeconds(30);

  private final SecondCounts counts;
  private StreamProgress intake = new StreamProgress();

  public Sampling(SecondCounts counts) {
    this.counts = counts;
  }

  /** A stream of everything is opened. */
  public void opened() {
    intake = new StreamProgress();
  }

  public void heard(Instant published) {
    intake.heard(published);
  }

  /** Whether samples are enough, to who hears everything on time. */
  public boolean isDense(Instant now) {
    return counts.rate(DENSE_SECONDS, now) > Density.TASKS_PER_SECOND;
  }

  /**
   * Whether more comes than can be heard, so that what was counted has holes.
   *
   * @param openFor the age of the stream
   */
  public boolean isHopelesslyBehind(Duration openFor, Instant now) {
    var lag = counts.lag(now);
    return (intake.isDense() && lag.compareTo(SecondCounts.PROMPT) > 0)
        || (lag.compareTo(SecondCounts.BEHIND) > 0 && openFor.compareTo(CATCHES_UP) >= 0);
  }

  /** Whether anything was published in the last so long, as far as it is known. */
  public boolean hasHeardSince(Duration time, Instant now) {
    return counts.rate((int) time.toSeconds(), now) > 0;
  }

  /** Whether so little is published that everything can be heard again. */
  public boolean isSparse(Instant now) {
    return counts.rate(SPARSE_SECONDS, now) < SPARSE;
  }
}
