// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

  /** A stream that stays behind for so long does not catch up. */
  private static final Duration CATCHES_UP = Duration.ofSeconds(30);

  /** Where little is published, little of it falls into the seconds of samples. */
  private static final Duration MAY_BE_LATE = Duration.ofMinutes(2);

  private final SecondCounts counts;
  private StreamProgress intake = new StreamProgress();
  private Optional<Instant> behindSince = Optional.empty();
  private Instant lastBehind = Instant.MIN;

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

  /** To be called every few seconds: one task that comes late, or again, is no stream that does. */
  public void look(Instant now) {
    var isBehind = counts.lag(now).compareTo(SecondCounts.BEHIND) > 0;
    behindSince = isBehind ? behindSince.or(() -> Optional.of(now)) : Optional.empty();
    lastBehind = isBehind ? now : lastBehind;
  }

  /** Whether samples are better than what is heard of everything, or as good. */
  public boolean isCrowded(Instant now) {
    return isHopelesslyBehind(now) || isDense(now);
  }

  /** Whether the other's turn should come, to who hears all of its own on time. */
  public boolean isOver(Share turn, Instant now) {
    return turn == Share.SAMPLES ? isSparse(now) : isDense(now);
  }

  /** Whether samples are enough, to who hears everything on time. */
  boolean isDense(Instant now) {
    return counts.rate(DENSE_SECONDS, now) > Density.TASKS_PER_SECOND;
  }

  /** Whether more comes than can be heard, so that what was counted has holes. */
  public boolean isHopelesslyBehind(Instant now) {
    return (intake.isDense() && counts.lag(now).compareTo(SecondCounts.PROMPT) > 0)
        || behindSince.filter(since -> !since.plus(CATCHES_UP).isAfter(now)).isPresent();
  }

  /** Whether anything was published in the last so long, as far as it is known. */
  public boolean hasHeardSince(Duration time, Instant now) {
    return counts.rate((int) time.toSeconds(), now) > 0;
  }

  /**
   * Whether so little is published that everything can be heard again. Samples that come late, too,
   * tell that all does, as where the operator's clock is ahead of Google's.
   */
  boolean isSparse(Instant now) {
    return counts.rate(SPARSE_SECONDS, now) < SPARSE && !lastBehind.isAfter(now.minus(MAY_BE_LATE));
  }
}
