// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last moments of a pool, so many seconds to a slot; a slot has the highest of its numbers.
 * What it takes does not depend on what it holds.
 */
final class Ring {
  private static final Measure[] MEASURES = Measure.values();

  /** Beside the bits of troubles: something was seen. */
  private static final byte SEEN = (byte) 0x80;

  private final int seconds;
  private final short[] numbers;
  private final byte[] marks;
  private long newest = Long.MIN_VALUE;

  /**
   * @param seconds to a slot
   * @param slots of which the newest is the present one
   */
  Ring(int seconds, int slots) {
    this.seconds = seconds;
    numbers = new short[slots * MEASURES.length];
    marks = new byte[slots];
  }

  void put(Instant at, Moment moment) {
    var slot = Math.floorDiv(at.getEpochSecond(), seconds);
    if (hasAny() && slot <= newest - marks.length) {
      return;
    }
    advance(slot);
    var place = place(slot);
    marks[place] |= (byte) (SEEN | Trouble.bits(moment.troubles()));
    for (var measure : MEASURES) {
      var i = place * MEASURES.length + measure.ordinal();
      numbers[i] = ShortNumber.larger(numbers[i], ShortNumber.of(moment.of(measure)));
    }
  }

  private void advance(long slot) {
    if (slot <= newest) {
      return;
    }
    var first = !hasAny() ? slot : Math.max(newest + 1, slot - marks.length + 1);
    for (var next = first; next <= slot; next++) {
      var place = place(next);
      marks[place] = 0;
      var from = place * MEASURES.length;
      Arrays.fill(numbers, from, from + MEASURES.length, ShortNumber.UNKNOWN);
    }
    newest = slot;
  }

  private int place(long slot) {
    return (int) Math.floorMod(slot, (long) marks.length);
  }

  /**
   * The moments from {@code from} until before {@code to}, by the second that their slots begin.
   */
  Map<Long, Moment> between(Instant from, Instant to) {
    var found = new TreeMap<Long, Moment>();
    if (!hasAny()) {
      return found;
    }
    for (var slot = newest - marks.length + 1; slot <= newest; slot++) {
      var begin = slot * seconds;
      if (marks[place(slot)] != 0
          && begin >= from.getEpochSecond()
          && begin < to.getEpochSecond()) {
        found.put(begin, moment(place(slot)));
      }
    }
    return found;
  }

  /**
   * The means of a number over the times that begin at {@code from}, NaN where nothing is known.
   *
   * @param bins so many times, of {@code binSeconds} each
   */
  double[] means(Measure measure, Instant from, int binSeconds, int bins) {
    var sums = new double[bins];
    var counts = new int[bins];
    for (var slot = newest - marks.length + 1; slot <= newest && hasAny(); slot++) {
      var bin = Math.floorDiv(slot * seconds - from.getEpochSecond(), (long) binSeconds);
      if (bin >= 0 && bin < bins && marks[place(slot)] != 0) {
        var value = value(place(slot), measure);
        if (!Double.isNaN(value)) {
          sums[(int) bin] += value;
          counts[(int) bin]++;
        }
      }
    }
    for (var i = 0; i < bins; i++) {
      sums[i] /= counts[i];
    }
    return sums;
  }

  private boolean hasAny() {
    return newest != Long.MIN_VALUE;
  }

  private double value(int place, Measure measure) {
    return ShortNumber.value(numbers[place * MEASURES.length + measure.ordinal()]);
  }

  private Moment moment(int place) {
    var known = new EnumMap<Measure, Double>(Measure.class);
    for (var measure : MEASURES) {
      var value = value(place, measure);
      if (!Double.isNaN(value)) {
        known.put(measure, value);
      }
    }
    return new Moment(known, Trouble.of(marks[place]));
  }
}
