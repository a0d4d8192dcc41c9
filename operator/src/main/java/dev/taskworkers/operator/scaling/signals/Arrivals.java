package dev.taskworkers.operator.scaling.signals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * New tasks, as far as they are noticed before Monitoring tells: counted by the second of their
 * publishing as a doorbell subscription delivers them, or the first one noticed by a probe.
 *
 * @param watch how the pool is watched
 * @param noticed when a probe found a task waiting for an empty pool
 * @param firstSecond epoch second of the first count
 * @param perSecond tasks published in each second from then on; {@code -1} where nobody listened
 */
public record Arrivals(
    Watch watch, Optional<Instant> noticed, long firstSecond, List<Integer> perSecond) {
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

  /** Whether the counts are complete up to now. */
  public boolean listening() {
    return watch == Watch.DOORBELL;
  }

  /**
   * Tasks published in [from, to); seconds in which nobody listened are filled with the mean of the
   * others. NaN when none was listened to.
   */
  public double between(Instant from, Instant to) {
    var begin = seconds(from);
    var end = Math.min(seconds(to), firstSecond + perSecond.size());
    if (end <= begin) {
      return listening() && !perSecond.isEmpty() ? 0 : Double.NaN;
    }
    double counted = 0;
    double covered = 0;
    for (var second = Math.max((long) Math.floor(begin), firstSecond); second < end; second++) {
      var count = perSecond.get((int) (second - firstSecond));
      if (count >= 0) {
        var share = Math.min(end, second + 1) - Math.max(begin, second);
        counted += count * share;
        covered += share;
      }
    }
    return covered == 0 ? Double.NaN : counted * (end - begin) / covered;
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
