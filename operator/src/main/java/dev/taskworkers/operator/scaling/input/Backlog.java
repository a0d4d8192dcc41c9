// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The backlog as Cloud Monitoring shows it: a state, and the samples of the last minutes, each with
 * its own time; kept oldest first without duplicates, however they came.
 *
 * @param ended what an end of the series says; empty while it goes on
 * @param acknowledged what was acknowledged from minute to minute, oldest first, as far as that was
 *     asked for and is shown: a minute that is not there is not known
 */
public record Backlog(
    State state, List<Sample> samples, Optional<Ended> ended, List<Acknowledged> acknowledged) {
  /** Monitoring shows a sample up to 5 min after the one before; an older one is no anchor. */
  public static final Duration FRESH_FOR = Duration.ofMinutes(6);

  public Backlog {
    // A record that an earlier version has written does not tell.
    ended = ended == null ? Optional.empty() : ended;
    acknowledged = acknowledged == null ? List.of() : List.copyOf(acknowledged);
    samples = inOrder(samples) ? List.copyOf(samples) : sorted(samples);
    if (state == State.FRESH && samples.isEmpty()) {
      throw new IllegalArgumentException("a fresh backlog needs a sample");
    }
  }

  /** Whose series has not ended, as far as is known. */
  public Backlog(State state, List<Sample> samples) {
    this(state, samples, Optional.empty(), List.of());
  }

  /**
   * How far the samples can be trusted. FRESH: the newest is recent. STALE: it is not. MISSING:
   * there is none. ERROR: the last question got no answer; samples that are still recent are kept.
   */
  public enum State {
    FRESH,
    STALE,
    MISSING,
    ERROR
  }

  /**
   * One point of the metric.
   *
   * @param at when Monitoring took it
   * @param undelivered messages not acknowledged, those in flight included
   * @param oldestAge age of the oldest of them at that time
   */
  public record Sample(Instant at, long undelivered, Duration oldestAge) {
    public Sample {
      if (undelivered < 0 || oldestAge.isNegative()) {
        throw new IllegalArgumentException("a sample is negative: " + undelivered);
      }
    }
  }

  /**
   * Monitoring answers, but shows no new samples: as it does of a subscription that is quiet, and
   * when something is broken there. So it proves something only beside what else is known.
   *
   * @param last what the last sample counted
   * @param at when that was taken
   * @param until no later one was taken before this, or it would be shown by now
   */
  public record Ended(long last, Instant at, Instant until) {}

  /** Messages that were acknowledged in (from, to]; Monitoring shows them later than samples. */
  public record Acknowledged(Instant from, Instant to, long messages) {}

  /** Nothing is known and nothing failed: a subscription that was never used, or a gap. */
  public static Backlog missing() {
    return new Backlog(State.MISSING, List.of());
  }

  private static boolean inOrder(List<Sample> samples) {
    for (var i = 1; i < samples.size(); i++) {
      if (!samples.get(i).at().isAfter(samples.get(i - 1).at())) {
        return false;
      }
    }
    return true;
  }

  /** By time, the last one of those that claim the same. */
  private static List<Sample> sorted(List<Sample> samples) {
    var byTime = new TreeMap<Instant, Sample>();
    samples.forEach(sample -> byTime.put(sample.at(), sample));
    return List.copyOf(byTime.values());
  }

  /** Without the samples that claim to be from after {@code now}. */
  public Backlog until(Instant now) {
    if (newest().filter(sample -> sample.at().isAfter(now)).isEmpty()) {
      return this;
    }
    var past = samples.stream().filter(sample -> !sample.at().isAfter(now)).toList();
    return new Backlog(
        past.isEmpty() && state == State.FRESH ? State.MISSING : state, past, ended, acknowledged);
  }

  /** The newest sample, whatever the state. */
  public Optional<Sample> newest() {
    return samples.isEmpty() ? Optional.empty() : Optional.of(samples.get(samples.size() - 1));
  }

  /** The newest sample if it is recent enough to be an anchor, even when the last answer failed. */
  public Optional<Sample> anchor() {
    return state == State.FRESH || state == State.ERROR ? newest() : Optional.empty();
  }
}
