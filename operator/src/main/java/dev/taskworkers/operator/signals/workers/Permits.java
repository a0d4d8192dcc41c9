// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import java.util.HashMap;
import java.util.Map;

/** Permits of which one tenant has some at most, so that others find some left. */
final class Permits {
  private final int all;
  private final int ofEach;
  private final Map<String, Integer> taken = new HashMap<>();
  private int inUse;

  Permits(int all, int ofEach) {
    this.all = all;
    this.ofEach = ofEach;
  }

  /** Whether {@code tenant} has got one. */
  synchronized boolean tryAcquire(String tenant) {
    if (inUse >= all || taken.getOrDefault(tenant, 0) >= ofEach) {
      return false;
    }
    inUse++;
    taken.merge(tenant, 1, Integer::sum);
    return true;
  }

  /** Takes {@link #tryAcquire} back. */
  synchronized void release(String tenant) {
    inUse--;
    taken.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
  }
}
