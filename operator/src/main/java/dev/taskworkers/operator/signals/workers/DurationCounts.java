// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import com.google.common.primitives.Longs;
import dev.taskworkers.protocol.Distribution;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many durations fell into each of the buckets of {@link Distribution}.
 *
 * @param counts by bucket
 * @param seconds all of them together
 */
public record DurationCounts(List<Long> counts, double seconds) {
  private static final int BUCKETS = Distribution.LIMITS.size() + 1;

  public static final DurationCounts ZERO = new DurationCounts(Collections.nCopies(BUCKETS, 0L), 0);

  public DurationCounts {
    counts = List.copyOf(counts);
  }

  /** Adds up what workers count. */
  static final class Sum {
    private final long[] counts = new long[BUCKETS];
    private double seconds;

    /** A worker that does not report buckets adds nothing. */
    void add(Distribution later, Distribution before) {
      if (!later.buckets().isEmpty()) {
        seconds += Math.max(0, later.sum() - before.sum());
      }
      for (var i = 0; i < later.buckets().size(); i++) {
        var known = before.buckets().isEmpty() ? 0 : before.buckets().get(i);
        counts[i] += Math.max(0, later.buckets().get(i) - known);
      }
    }

    DurationCounts now() {
      return new DurationCounts(Longs.asList(counts), seconds);
    }
  }

  /** What came since {@code before}. */
  public DurationCounts minus(DurationCounts before) {
    return new DurationCounts(
        IntStream.range(0, BUCKETS).mapToObj(i -> counts.get(i) - before.counts.get(i)).toList(),
        seconds - before.seconds);
  }

  /**
   * How many are longer than {@code limit} seconds, at least: those of the bucket that holds the
   * limit may all be shorter, so none of them counts.
   */
  public long above(double limit) {
    return IntStream.range(0, BUCKETS)
        .filter(i -> (i == 0 ? 0 : Distribution.LIMITS.get(i - 1)) >= limit)
        .mapToLong(counts::get)
        .sum();
  }

  /**
   * How many fell into buckets with fewer limits, and how many are longer than the last of them.
   *
   * @param limits some of those of {@link Distribution}, growing
   */
  public List<Long> within(List<Double> limits) {
    var wide = new long[limits.size() + 1];
    var bucket = 0;
    for (var i = 0; i < BUCKETS; i++) {
      wide[bucket] += counts.get(i);
      if (bucket < limits.size()
          && i < Distribution.LIMITS.size()
          && Distribution.LIMITS.get(i).equals(limits.get(bucket))) {
        bucket++;
      }
    }
    return Arrays.stream(wide).boxed().toList();
  }

  /** How many there are. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The duration in seconds that {@code share} of them do not exceed, as a straight line through
   * its bucket tells; the last limit where they are longer than that. NaN for none.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    var total = count();
    if (total == 0) {
      return Double.NaN;
    }
    var rank = share * total;
    var below = 0L;
    for (var i = 0; i < Distribution.LIMITS.size(); i++) {
      var here = counts.get(i);
      if (here > 0 && below + here >= rank) {
        var low = i == 0 ? 0 : Distribution.LIMITS.get(i - 1);
        return low + (Distribution.LIMITS.get(i) - low) * (rank - below) / here;
      }
      below += here;
    }
    return Distribution.LIMITS.get(Distribution.LIMITS.size() - 1);
  }
}
