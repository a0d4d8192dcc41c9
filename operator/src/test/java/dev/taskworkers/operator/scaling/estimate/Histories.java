// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Service;
import java.time.Instant;

/** Ten minutes of a pool's ticks, as workers at a steady pace leave them. */
final class Histories {
  static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  private Histories() {}

  /** So many slots were busy for the last {@code seconds}, and so many tasks ended in each. */
  static History busy(int slots, int seconds, double endedPerSecond) {
    var history = History.EMPTY;
    for (var ago = 600; ago >= 0; ago -= 5) {
      var busyFor = Math.max(0, seconds - ago);
      var ended = Math.round(endedPerSecond * busyFor);
      var service = service(ended, (double) slots * busyFor);
      history = history.plus(new History.Tick(NOW.minusSeconds(ago), slots, true, service));
    }
    return history;
  }

  private static Service service(long ended, double busySeconds) {
    return Service.builder()
        .reporting(1)
        .slots(1)
        .started(ended)
        .finished(ended)
        .timed(ended)
        .waited(ended)
        .busySeconds(busySeconds)
        .build();
  }
}
