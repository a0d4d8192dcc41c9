// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.time.Instant;
import java.util.List;

/** Who did what to a pool lately, as far as whoever looks may see it; slow at times. */
public interface PoolHistory {
  /** More would be read by nobody. */
  int MOST = 100;

  /**
   * What was done to the pool {@code NAMESPACE/NAME}, the latest first, and at most {@link #MOST}.
   *
   * @throws IllegalStateException when that can't be told, with a sentence for people
   */
  List<Deed> of(String pool);

  /**
   * Something that was done.
   *
   * @param who a manager of fields, or a component that reports events, as it calls itself
   * @param what a sentence for people
   */
  record Deed(Instant at, String who, String what) {}

  /** Whether there is anything to ask. */
  default boolean isKnown() {
    return true;
  }

  /** Of a page that knows no cluster. */
  static PoolHistory none() {
    return new PoolHistory() {
      @Override
      public List<Deed> of(String pool) {
        throw new IllegalStateException("This page does not know who did what.");
      }

      @Override
      public boolean isKnown() {
        return false;
      }
    };
  }
}
