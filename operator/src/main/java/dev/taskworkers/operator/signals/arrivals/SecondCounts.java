// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Counts tasks by the second of their publishing, for the last ten minutes; safe for threads. */
public final class SecondCounts {
  /** As long as Monitoring's window is: older arrivals are in every sample that is still used. */
  static final int SECONDS = 600;

  private static final int UNKNOWN = -1;

  /** What is not later than this is expected, and no reason to call a second unknown. */
  static final Duration PROMPT = Duration.ofSeconds(2);

  /** Who hears so late can say nothing of the present. */
  public static final Duration BEHIND = Duration.ofSeconds(10);

  /** Google's clock is followed where it is ahead, but not over this. */
  private static final Duration AHEAD = Duration.ofMinutes(2);

  private final int[] counts = new int[SECONDS];
  private final Map<Share, Lag> lags =
      Map.of(
          Share.EVERYTHING, new Lag(Duration.ofSeconds(5)),
          // Of a cycle most seconds are not heard, which is no sign that nothing is late.
          Share.SAMPLES, new Lag(Duration.ofSeconds(Share.CYCLE_SECONDS)));
  private long newest;
  private long heardFrom;
  private long sampledFrom = Long.MAX_VALUE;
  private long sampledUntil = Long.MAX_VALUE;

  /**
   * Counts that are complete from {@code heardFrom} on; before it they are unknown.
   *
   * @param now the present, up to which seconds without a task count as 0
   */
  public SecondCounts(Instant heardFrom, Instant now) {
    this.heardFrom = heardFrom.getEpochSecond();
    this.newest = now.getEpochSecond();
    Arrays.fill(counts, UNKNOWN);
    for (var second = Math.max(this.heardFrom, newest - SECONDS + 1); second <= newest; second++) {
      counts[index(second)] = 0;
    }
  }

  /**
   * Counts a task, if it was published in the time that is counted, and heard on the doorbell whose
   * turn that time is: while one takes over from the other, both hear of it. What the operator's
   * clock takes for the future counts as of now; but of samples Google's clock says which seconds
   * they are of.
   *
   * @return whether it was counted
   */
  public synchronized boolean count(Instant published, Share heardOn, Instant now) {
    var present =
        heardOn == Share.SAMPLES && published.isAfter(now)
            ? Seconds.earlier(published, now.plus(AHEAD))
            : now;
    advance(present);
    lags.get(heardOn).heard(published, now);
    var second = Math.min(published.getEpochSecond(), present.getEpochSecond());
    var isCounted =
        second > newest - SECONDS && counts[index(second)] >= 0 && turn(second) == heardOn;
    if (isCounted) {
      counts[index(second)]++;
    }
    return isCounted;
  }

  private Share turn(long second) {
    return second >= sampledFrom && second < sampledUntil ? Share.SAMPLES : Share.EVERYTHING;
  }

  /**
   * From a second on the doorbell of {@code turn} counts. What samples leave out is unknown, and so
   * are the seconds that Google's clock has ahead of {@code now}, of which it was heard before;
   * everything is counted only from a second on that is yet to come.
   */
  public synchronized void take(Share turn, Instant from, Instant now) {
    advance(now);
    if (turn == Share.EVERYTHING) {
      sampledUntil = from.getEpochSecond();
      return;
    }
    sampledFrom = from.getEpochSecond();
    sampledUntil = Long.MAX_VALUE;
    for (var second = Math.max(sampledFrom, newest - SECONDS + 1); second <= newest; second++) {
      var isKept = Share.SAMPLES.hears(second) && second <= now.getEpochSecond();
      counts[index(second)] = isKept ? counts[index(second)] : UNKNOWN;
    }
  }

  /** Since when somebody has listened on a doorbell; what came before is heard as it can be. */
  public synchronized void listensSince(Share share, Instant time) {
    lags.get(share).listensSince(time);
  }

  /** How late tasks are heard of, on the doorbell whose turn the present is. */
  public synchronized Duration lag(Instant now) {
    return lags.get(turn(newest)).at(now);
  }

  /** Nobody listened in [from, to): these seconds are unknown. */
  public synchronized void forget(Instant from, Instant to, Instant now) {
    advance(now);
    for (var second = from.getEpochSecond(); second < to.getEpochSecond(); second++) {
      if (second > newest - SECONDS && second <= newest) {
        counts[index(second)] = UNKNOWN;
      }
    }
  }

  /** Tasks a second in the last so many seconds that are over, of those that are known. */
  synchronized double rate(int seconds, Instant now) {
    advance(now);
    var tasks = 0L;
    var known = 0;
    for (var second = newest - seconds; second < newest; second++) {
      var count = counts[index(second)];
      tasks += Math.max(0, count);
      known += count == UNKNOWN ? 0 : 1;
    }
    return known == 0 ? 0 : (double) tasks / known;
  }

  /**
   * The counts since {@code from}; seconds of which tasks are still to come, as late as they are,
   * are unknown.
   */
  public synchronized Arrivals snapshot(boolean listening, Instant from, Instant now) {
    advance(now);
    var first =
        Math.min(
            newest, Math.max(Math.max(heardFrom, from.getEpochSecond()), newest - SECONDS + 1));
    var late = lag(now);
    var heardOf = late.compareTo(PROMPT) > 0 ? now.minus(late).getEpochSecond() : newest;
    var perSecond = new ArrayList<Integer>((int) (newest - first + 1));
    for (var second = first; second <= newest; second++) {
      perSecond.add(second <= heardOf ? counts[index(second)] : UNKNOWN);
    }
    return new Arrivals(
        listening ? Arrivals.Watch.DOORBELL : Arrivals.Watch.NONE,
        Optional.empty(),
        first,
        perSecond);
  }

  private void advance(Instant now) {
    var second = now.getEpochSecond();
    for (var next = Math.max(newest + 1, second - SECONDS + 1); next <= second; next++) {
      counts[index(next)] = turn(next).hears(next) ? 0 : UNKNOWN;
    }
    newest = Math.max(newest, second);
    heardFrom = Math.max(heardFrom, newest - SECONDS + 1);
  }

  private static int index(long second) {
    return (int) Math.floorMod(second, (long) SECONDS);
  }
}
