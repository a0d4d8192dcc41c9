// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What a pool has met in the last hour, half a minute to a step: enough to play the hour again. It
 * takes a kilobyte, whatever happens. Thread-safe.
 */
public final class LastHour {
  /** To a step. */
  public static final int STEP_SECONDS = 30;

  private static final int STEPS = 3600 / STEP_SECONDS;

  private static final int ARRIVALS = 0;
  private static final int WAITING = 1;
  private static final int PODS = 2;
  private static final int NUMBERS = 3;

  private final short[] numbers = new short[(STEPS + 1) * NUMBERS];
  private long newest = Long.MIN_VALUE;

  public LastHour() {
    Arrays.fill(numbers, ShortNumber.UNKNOWN);
  }

  /**
   * A step of it.
   *
   * @param arrivals tasks that came, per second
   * @param waiting tasks that waited at its end
   * @param pods that were there at its end, without those that were told to go
   */
  public record Step(double arrivals, double waiting, double pods) {}

  /**
   * Steps without a gap, up to the last one that has ended.
   *
   * @param from epoch second at which the first begins
   */
  public record Steps(long from, List<Step> list) {
    public Steps {
      list = List.copyOf(list);
    }
  }

  /**
   * Notes what the pool is like at {@code at}; the last look in a step counts.
   *
   * @param counted tasks per second that came in the step that begins at an epoch second, as they
   *     were counted; NaN where they were not. What was published a moment ago is counted late, so
   *     each step is asked for until the next has ended
   */
  public synchronized void add(Instant at, Step look, DoubleUnaryOperator counted) {
    var step = Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    if (step < newest) {
      return;
    }
    advance(step);
    put(step, ARRIVALS, look.arrivals());
    put(step, WAITING, look.waiting());
    put(step, PODS, look.pods());
    var exact = counted.applyAsDouble((step - 1) * (double) STEP_SECONDS);
    if (!Double.isNaN(exact) && !Double.isNaN(get(step - 1, PODS))) {
      put(step - 1, ARRIVALS, exact);
    }
  }

  private void advance(long step) {
    var first = newest == Long.MIN_VALUE ? step : Math.max(newest + 1, step - STEPS);
    for (var next = first; next <= step; next++) {
      for (var number = 0; number < NUMBERS; number++) {
        put(next, number, Double.NaN);
      }
    }
    newest = step;
  }

  /** The last hour, or what is known of it without a gap. */
  public synchronized Steps steps(Instant now) {
    var end = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    var first = end;
    while (first > end - STEPS && first - 1 > newest - STEPS - 1 && isKnown(first - 1)) {
      first--;
    }
    var steps = new ArrayList<Step>();
    for (var step = first; step < end; step++) {
      steps.add(new Step(get(step, ARRIVALS), get(step, WAITING), get(step, PODS)));
    }
    return new Steps(first * STEP_SECONDS, steps);
  }

  private boolean isKnown(long step) {
    return step <= newest && !Double.isNaN(get(step, PODS));
  }

  private void put(long step, int number, double value) {
    numbers[place(step, number)] = ShortNumber.of(value);
  }

  private double get(long step, int number) {
    return ShortNumber.value(numbers[place(step, number)]);
  }

  private static int place(long step, int number) {
    return (int) Math.floorMod(step, STEPS + 1L) * NUMBERS + number;
  }
}
