// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers orders: each has a greater number than the one before, also when the clock was set back.
 * They are the time in microseconds, so that an operator which leads after another one goes on
 * where that one stopped. If its clock is behind, pods that have followed an order lately refuse
 * its orders for as long.
 */
public final class OrderNumbers {
  private final AtomicLong last = new AtomicLong();

  /** The number of an order that is given at {@code now}. */
  long next(Instant now) {
    var micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    return last.updateAndGet(before -> Math.max(before + 1, micros));
  }
}
