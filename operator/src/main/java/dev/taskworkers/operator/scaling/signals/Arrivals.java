package dev.taskworkers.operator.scaling.signals;

import java.time.Instant;
import java.util.List;

/**
 * Tasks counted by the second of their publishing, as a doorbell subscription delivers them.
 *
 * @param listening whether the count is complete up to now, about a second old
 * @param firstSecond epoch second of the first count
 * @param perSecond tasks published in each second from then on; {@code -1} where nobody listened
 */
public record Arrivals(boolean listening, long firstSecond, List<Integer> perSecond) {
  public Arrivals {
    perSecond = List.copyOf(perSecond);
  }

  /** No doorbell. */
  public static Arrivals notCounted() {
    return new Arrivals(false, 0, List.of());
  }

  /**
   * Tasks published in [from, to); seconds in which nobody listened are filled with the mean of the
   * others. NaN when none was listened to.
   */
  public double between(Instant from, Instant to) {
    var begin = seconds(from);
    var end = Math.min(seconds(to), firstSecond + perSecond.size());
    if (end <= begin) {
      return listening && !perSecond.isEmpty() ? 0 : Double.NaN;
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

  /** Whether any task was published in [from, to). */
  public boolean anyBetween(Instant from, Instant to) {
    return between(from, to) > 0;
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
