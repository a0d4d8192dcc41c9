// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a loop has to do later. The loop looks by itself, and sleeps until the first is due: to wake
 * a thread costs more than most of what it is woken for, and most timers are called off before.
 */
final class LoopTimers {
  private final Timer clock;
  private final TreeSet<Call> calls = new TreeSet<>();
  private long numbers;

  LoopTimers(Timer clock) {
    this.clock = clock;
  }

  synchronized Cancellable after(Duration delay, Runnable action) {
    var call = new Call(clock.moment().plus(delay), numbers++, action);
    calls.add(call);
    return () -> callOff(call);
  }

  private synchronized void callOff(Call call) {
    calls.remove(call);
  }

  /** Does what is due, in the order in which it is. */
  void runDue() {
    if (isEmpty()) {
      return;
    }
    var now = clock.moment();
    for (var call = next(now); call.isPresent(); call = next(now)) {
      call.get().action.run();
    }
  }

  private synchronized boolean isEmpty() {
    return calls.isEmpty();
  }

  private synchronized Optional<Call> next(Moment now) {
    return calls.isEmpty() || calls.first().due.isAfter(now)
        ? Optional.empty()
        : Optional.of(calls.pollFirst());
  }

  /** When the first is due; never when there is none. */
  synchronized Moment firstDue() {
    return calls.isEmpty() ? Moment.NEVER : calls.first().due;
  }

  /** Each is one of its own, however equal the times and the actions are. */
  private static final class Call implements Comparable<Call> {
    private final Moment due;
    private final long number;
    private final Runnable action;

    Call(Moment due, long number, Runnable action) {
      this.due = due;
      this.number = number;
      this.action = action;
    }

    @Override
    public int compareTo(Call other) {
      var byTime = due.compareTo(other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
