// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static java.util.Comparator.comparing;

import java.time.Clock;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs at once what is for now; what is for later is run when the test's clock has come there. */
final class TimersOfClock extends ScheduledThreadPoolExecutor {
  private final Clock clock;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(comparing(Timer::due));

  private record Timer(Instant due, Runnable action) {}

  TimersOfClock(Clock clock) {
    super(2);
    this.clock = clock;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    if (delay <= 0) {
      return super.schedule(action, delay, unit);
    }
    synchronized (timers) {
      timers.add(new Timer(clock.instant().plusNanos(unit.toNanos(delay)), action));
    }
    // Nobody cancels such a timer, or waits for it.
    return null;
  }

  /** Runs what is due by now, here. */
  void runDue() {
    for (var action = next(); action != null; action = next()) {
      action.run();
    }
  }

  private Runnable next() {
    synchronized (timers) {
      var isDue = !timers.isEmpty() && !timers.peek().due().isAfter(clock.instant());
      return isDue ? timers.poll().action() : null;
    }
  }
}
