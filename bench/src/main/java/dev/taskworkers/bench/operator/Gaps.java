// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Times between questions, to the hundredth of a second. */
final class Gaps {
  private static final int LONGEST_SECONDS = 600;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(LONGEST_SECONDS * 100 + 1);

  void add(long nanos) {
    var hundredths = TimeUnit.NANOSECONDS.toMillis(nanos) / 10;
    counts.incrementAndGet((int) Math.min(hundredths, counts.length() - 1));
  }

  /** The time in seconds that the share {@code p} does not exceed; NaN when there is none. */
  double quantile(double p) {
    long all = 0;
    for (var i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long seen = 0;
    for (var i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (counts.get(i) > 0 && seen >= p * all) {
        return i / 100.0;
      }
    }
    return Double.NaN;
  }
}
