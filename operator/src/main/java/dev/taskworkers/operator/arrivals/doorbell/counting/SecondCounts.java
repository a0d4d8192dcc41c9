package dev.taskworkers.operator.arrivals.doorbell.counting;

import dev.taskworkers.operator.scaling.signals.Arrivals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

  private final int[] counts = new int[SECONDS];
  private final int[] bytes = new int[SECONDS];
  private final Lag lag = new Lag();
  private long newest;
  private long heardFrom;
  private long listenFrom = Long.MIN_VALUE;
  private long listenTo = Long.MAX_VALUE;

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

  /** Counts a task, if it was published in the time that is counted. */
  public synchronized void count(Delivery.Task task, Instant now) {
    advance(now);
    lag.heard(task.published(), now);
    var second = Math.min(task.published().getEpochSecond(), newest);
    if (second > newest - SECONDS && counts[index(second)] >= 0) {
      counts[index(second)]++;
      bytes[index(second)] =
          (int) Math.min(Integer.MAX_VALUE, (long) bytes[index(second)] + task.bytes());
    }
  }

  /** How late tasks are heard of. */
  public synchronized Duration lag(Instant now) {
    return lag.at(now);
  }

  /** Of seconds that could not be counted in whole it is known how many tasks they had, roughly. */
  synchronized void estimate(long first, int seconds, int tasks) {
    for (var second = first; second < first + seconds; second++) {
      if (second > newest - SECONDS && second <= newest) {
        counts[index(second)] = tasks;
      }
    }
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

  /** Only seconds in [from, to) that are yet to come are counted; the others are unknown. */
  synchronized void listenTo(long from, long to, Instant now) {
    advance(now);
    listenFrom = from;
    listenTo = to;
  }

  /** Whether very much was published in some seconds, those that nobody listened to left out. */
  synchronized boolean isDense(long first, int seconds) {
    var tasks = 0L;
    var size = 0L;
    for (var second = Math.max(first, newest - SECONDS + 1);
        second < Math.min(first + seconds, newest + 1);
        second++) {
      tasks += Math.max(0, counts[index(second)]);
      size += bytes[index(second)];
    }
    return Density.isDense(tasks, size, Duration.ofSeconds(seconds));
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
    var late = lag.at(now);
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
      counts[index(next)] = next >= listenFrom && next < listenTo ? 0 : UNKNOWN;
      bytes[index(next)] = 0;
    }
    newest = Math.max(newest, second);
    heardFrom = Math.max(heardFrom, newest - SECONDS + 1);
  }

  private static int index(long second) {
    return (int) Math.floorMod(second, (long) SECONDS);
  }
}
