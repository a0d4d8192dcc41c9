package dev.taskworkers.operator.scaling.learning;

import dev.taskworkers.operator.scaling.signals.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
    return new Service(
        1,
        1,
        0,
        ended,
        ended,
        0,
        0,
        0,
        ended,
        0,
        ended,
        Optional.empty(),
        Duration.ZERO,
        busySeconds,
        0,
        Service.Outstanding.NONE);
  }
}
