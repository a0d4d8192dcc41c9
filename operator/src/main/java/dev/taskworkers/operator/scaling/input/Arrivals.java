// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * New tasks, as far as they are noticed before Monitoring tells: counted by the second of their
 * publishing as a doorbell subscription delivers them, or the first one noticed by a probe.
 *
 * @param watch how the pool is watched
 * @param noticed when a look at the pool's own subscription found a task waiting for an empty pool,
 *     or one of Monitoring's regions held some
 * @param firstSecond epoch second of the first count
 * @param perSecond tasks published in each second from then on; {@code -1} where nobody listened,
 *     or where the tasks are heard of so late that they are still to come
 */
public record Arrivals(
    Watch watch, Optional<Instant> noticed, long firstSecond, List<Integer> perSecond) {
  private static final int NOBODY_LISTENED = -1;

  /** A task that was counted so long ago has woken its pool. */
  public static final Duration NOTICED_FOR = Duration.ofSeconds(30);

  public Arrivals {
    perSecond = List.copyOf(perSecond);
  }

  /** How a pool is watched. */
  public enum Watch {
    /** Every task is counted, up to about a second ago. */
    DOORBELL,
    /** The first task for an empty pool is noticed. */
    PROBE,
    /** Nothing is noticed. */
    NONE
  }

  /** Neither counted nor noticed. */
  public static Arrivals notCounted() {
    return new Arrivals(Watch.NONE, Optional.empty(), 0, List.of());
  }

  /** Noticed by a probe. */
  public static Arrivals probed(Optional<Instant> noticed) {
    return new Arrivals(Watch.PROBE, noticed, 0, List.of());
  }

  /** Counted by a doorbell that listens. */
  public static Arrivals counted(long firstSecond, List<Integer> perSecond) {
    return new Arrivals(Watch.DOORBELL, Optional.empty(), firstSecond, perSecond);
  }

  /** These arrivals, and a task that waits for the empty pool was noticed at that time. */
  public Arrivals noticing(Optional<Instant> at) {
    return new Arrivals(watch, at, firstSecond, perSecond);
  }

  /** Whether every task is counted, up to about a second ago. */
  public boolean listening() {
    return watch == Watch.DOORBELL;
  }

  /** The first second that was listened to; empty while none was. */
  public Optional<Instant> countedFrom() {
    for (var i = 0; i < perSecond.size(); i++) {
      if (perSecond.get(i) != NOBODY_LISTENED) {
        return Optional.of(Instant.ofEpochSecond(firstSecond + i));
      }
    }
    return Optional.empty();
  }

  /** The end of the last second that was listened to: what came later is not known yet. */
  public Instant countedUntil() {
    var i = perSecond.size();
    while (i > 0 && perSecond.get(i - 1) == NOBODY_LISTENED) {
      i--;
    }
    return Instant.ofEpochSecond(firstSecond + i);
  }

  /** Since when each second up to {@link #countedUntil} was listened to. */
  public Instant countedSince() {
    var second = countedUntil().getEpochSecond();
    while (count(second - 1) != NOBODY_LISTENED) {
      second--;
    }
    return Instant.ofEpochSecond(second);
  }

  /**
   * Tasks published in [from, to); seconds in which nobody listened are filled with the mean of the
   * others. NaN when none was listened to.
   */
  public double between(Instant from, Instant to) {
    var begin = seconds(from);
    var end = Math.min(seconds(to), (double) (firstSecond + perSecond.size()));
    if (end <= begin) {
      return listening() && !perSecond.isEmpty() ? 0 : Double.NaN;
    }
    var first = Math.max((long) Math.floor(begin), firstSecond);
    var last = (long) Math.ceil(end) - 1;
    long tasks = 0;
    long listened = 0;
    for (var second = first; second <= last; second++) {
      var count = perSecond.get((int) (second - firstSecond));
      if (count != NOBODY_LISTENED) {
        tasks += count;
        listened++;
      }
    }
    var whole = new Sum(tasks, listened);
    // The first and the last second count in part.
    whole.add(count(first), Math.min(0, first - begin));
    whole.add(count(last), end - last - 1);
    return whole.covered <= 0 ? Double.NaN : whole.counted * (end - begin) / whole.covered;
  }

  /**
   * Seconds from the first second in [from, to) with a task to the end of the last; 0 for one task,
   * which tells nothing of another, and for none.
   */
  public long spread(Instant from, Instant to) {
    var begin = Math.max(from.getEpochSecond(), firstSecond);
    var end = Math.min(to.getEpochSecond(), firstSecond + perSecond.size());
    while (begin < end && count(begin) <= 0) {
      begin++;
    }
    while (end > begin && count(end - 1) <= 0) {
      end--;
    }
    var isOneTask = end - begin == 1 && count(begin) == 1;
    return isOneTask ? 0 : Math.max(0, end - begin);
  }

  /**
   * The most tasks that were published within so many seconds in a row, of those in [from, to);
   * empty where that is a shorter time, or where somebody did not listen in all of it.
   */
  public OptionalDouble mostWithin(long seconds, Instant from, Instant to) {
    var begin = from.getEpochSecond();
    var end = to.getEpochSecond();
    if (seconds < 1 || end - begin < seconds) {
      return OptionalDouble.empty();
    }
    var tasks = 0;
    var most = 0;
    for (var second = begin; second < end; second++) {
      if (count(second) == NOBODY_LISTENED) {
        return OptionalDouble.empty();
      }
      tasks += count(second) - (second - begin < seconds ? 0 : count(second - seconds));
      most = Math.max(most, tasks);
    }
    return OptionalDouble.of(most);
  }

  /**
   * The share of the seconds in [from, to), as far back as counts reach, in which somebody
   * listened: 0 to 1, and 1 where there is no such second.
   */
  public double heardShare(Instant from, Instant to) {
    var first = Math.max(from.getEpochSecond(), firstSecond);
    var end = Math.min((long) Math.ceil(seconds(to)), firstSecond + perSecond.size());
    long listened = 0;
    for (var second = first; second < end; second++) {
      listened += count(second) == NOBODY_LISTENED ? 0 : 1;
    }
    return end <= first ? 1 : (double) listened / (end - first);
  }

  /**
   * These arrivals when the counts can't be taken for all tasks: what was counted lately is
   * noticed, and nothing else is known.
   */
  public Arrivals distrusted(Instant now) {
    var lately = between(now.minus(NOTICED_FOR), now);
    return new Arrivals(Watch.NONE, lately > 0 ? Optional.of(now) : noticed, 0, List.of());
  }

  private int count(long second) {
    var i = second - firstSecond;
    return i >= 0 && i < perSecond.size() ? perSecond.get((int) i) : NOBODY_LISTENED;
  }

  /** Tasks and seconds, without those in which nobody listened. */
  private static final class Sum {
    private double counted;
    private double covered;

    Sum(double counted, double covered) {
      this.counted = counted;
      this.covered = covered;
    }

    void add(int count, double share) {
      if (count != NOBODY_LISTENED) {
        counted += count * share;
        covered += share;
      }
    }
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
