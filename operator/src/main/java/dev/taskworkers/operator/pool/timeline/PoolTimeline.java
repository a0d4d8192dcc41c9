// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was seen of one pool: five seconds to a point for a quarter of an hour, five minutes to a
 * point for a day. It takes about 14 kB, whatever happens. Thread-safe.
 */
public final class PoolTimeline {
  /** How far back it is fine, at least. */
  private static final Duration FINE = Duration.ofMinutes(15);

  private static final int FINE_SECONDS = 5;
  private static final int COARSE_SECONDS = 300;
  private static final Duration DAY = Duration.ofDays(1);

  private final Ring fine =
      new Ring(FINE_SECONDS, slots(FINE.plusSeconds(COARSE_SECONDS), FINE_SECONDS));
  private final Ring coarse = new Ring(COARSE_SECONDS, slots(DAY, COARSE_SECONDS));
  private Optional<Instant> since = Optional.empty();

  private static int slots(Duration length, int seconds) {
    return (int) (length.toSeconds() / seconds);
  }

  /** Notes what the pool is like at {@code at}. */
  public synchronized void add(Instant at, Moment moment) {
    since = since.or(() -> Optional.of(at));
    fine.put(at, moment);
    coarse.put(at, moment);
  }

  /** The first moment; empty before there is one. */
  public synchronized Optional<Instant> since() {
    return since;
  }

  /**
   * All moments by the epoch second of their begin: coarse ones, and from some time on fine ones.
   */
  public synchronized Map<Long, Moment> moments(Instant now) {
    var fineFrom = fineFrom(now);
    var all = new TreeMap<>(coarse.between(Instant.MIN, fineFrom));
    all.putAll(fine.between(fineFrom, Instant.MAX));
    return all;
  }

  /**
   * The means of a number lately, the newest last; NaN where nothing is known.
   *
   * @param bins so many times, of {@code binSeconds} each; no more than is kept finely
   */
  public synchronized double[] means(Measure measure, int binSeconds, int bins, Instant now) {
    return fine.means(measure, now.minusSeconds((long) binSeconds * bins), binSeconds, bins);
  }

  /** A border between coarse slots, so that none is cut. */
  private static Instant fineFrom(Instant now) {
    var from = now.minus(FINE).getEpochSecond();
    return Instant.ofEpochSecond(Math.floorDiv(from, COARSE_SECONDS) * COARSE_SECONDS);
  }
}
