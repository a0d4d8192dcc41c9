// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long tasks have waited and run in the last hour, five minutes to a step. What it takes does
 * not depend on what it holds. Thread-safe.
 */
public final class Distributions {
  /** To a step. */
  static final int STEP_SECONDS = 300;

  static final int STEPS = 3600 / STEP_SECONDS;

  private final int buckets;

  /** Of the present step, waits before runs. */
  private final int[] present;

  /** Of the steps before it. */
  private final short[] past;

  private long step = Long.MIN_VALUE;

  /**
   * @param buckets so many each time falls into one of
   */
  public Distributions(int buckets) {
    this.buckets = buckets;
    present = new int[2 * buckets];
    past = new short[(STEPS - 1) * 2 * buckets];
  }

  /**
   * Steps without a gap, up to the present one.
   *
   * @param from epoch second at which the first begins
   * @param waits of each step, how many tasks of each bucket have waited so long
   * @param runs as waits, of how long they ran
   */
  public record Steps(long from, int seconds, List<List<Long>> waits, List<List<Long>> runs) {
    public Steps {
      waits = List.copyOf(waits);
      runs = List.copyOf(runs);
    }
  }

  /** Adds what came since the last time, by buckets. */
  public synchronized void add(Instant at, List<Long> waits, List<Long> runs) {
    advance(at);
    for (var i = 0; i < buckets; i++) {
      add(i, waits.get(i));
      add(buckets + i, runs.get(i));
    }
  }

  private void add(int place, long count) {
    present[place] = (int) Math.min(Integer.MAX_VALUE, present[place] + Math.max(0, count));
  }

  private void advance(Instant at) {
    var next = Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    if (next <= step) {
      return;
    }
    var first = Math.max(step, next - STEPS);
    for (var over = first; over < next; over++) {
      for (var i = 0; i < present.length; i++) {
        past[place(over) + i] = ShortNumber.of(over == step ? present[i] : 0);
      }
    }
    Arrays.fill(present, 0);
    step = next;
  }

  private int place(long of) {
    return (int) Math.floorMod(of, STEPS - 1L) * 2 * buckets;
  }

  /** The last hour; its last step is not over. */
  public synchronized Steps steps(Instant now) {
    advance(now);
    var waits = new ArrayList<List<Long>>();
    var runs = new ArrayList<List<Long>>();
    for (var of = step - STEPS + 1; of <= step; of++) {
      waits.add(counts(of, 0));
      runs.add(counts(of, buckets));
    }
    return new Steps((step - STEPS + 1) * STEP_SECONDS, STEP_SECONDS, waits, runs);
  }

  private List<Long> counts(long of, int from) {
    var counts = new ArrayList<Long>(buckets);
    for (var i = from; i < from + buckets; i++) {
      counts.add(of == step ? present[i] : Math.round(ShortNumber.value(past[place(of) + i])));
    }
    return counts;
  }
}
