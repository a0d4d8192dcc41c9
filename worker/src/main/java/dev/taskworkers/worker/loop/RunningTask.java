// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.execution.CancelReason;
import dev.taskworkers.worker.execution.RunContext;
import java.time.Duration;
import java.time.Instant;

/** One run of a task in hand. Belongs to the loop. */
final class RunningTask {
  private final LeasedTask held;
  private final RunContext run;
  private final Times times;

  /** A bit for each reason for which it was cancelled. */
  private int cancelledFor;

  private boolean stuck;

  /**
   * When it began, and how long it may run.
   *
   * @param startedAt for people
   * @param began for durations
   */
  record Times(Instant startedAt, Moment began, Duration limit) {}

  RunningTask(LeasedTask held, RunContext run, Times times) {
    this.held = held;
    this.run = run;
    this.times = times;
  }

  LeasedTask held() {
    return held;
  }

  Task task() {
    return held.task();
  }

  RunContext run() {
    return run;
  }

  Instant startedAt() {
    return times.startedAt();
  }

  Moment began() {
    return times.began();
  }

  /** How long the handler has had it: it does not have what still waits for its batch. */
  Duration handled(Moment now) {
    var handedOver = run.handedOver();
    return (handedOver.isAfter(began()) ? handedOver : began()).until(now);
  }

  /** How long it may run. */
  Duration limit() {
    return times.limit();
  }

  /** When its time is up. */
  Moment due() {
    return times.began().plus(times.limit());
  }

  boolean cancelledFor(CancelReason reason) {
    return (cancelledFor & bit(reason)) != 0;
  }

  private static int bit(CancelReason reason) {
    return 1 << reason.ordinal();
  }

  void cancel(CancelReason reason) {
    cancelledFor |= bit(reason);
    run.cancel(reason);
  }

  void giveUp() {
    stuck = true;
  }

  /** True when it was given up because it did not end, though it may still run. */
  boolean stuck() {
    return stuck;
  }

  /** True when the worker stopped the task for reasons of its own, so that it can't be blamed. */
  boolean interruptedByDrain() {
    return cancelledFor(CancelReason.DRAIN) && !cancelledFor(CancelReason.TIMEOUT);
  }

  /** True when it was stopped for what is no fault of its own, nor of its handler. */
  boolean stopped() {
    return interruptedByDrain() || cancelledFor(CancelReason.LEASE_LOST);
  }

  /** The outcome by its true cause: what a handler says after its time limit is only an echo. */
  Outcome explain(Outcome outcome) {
    if (!cancelledFor(CancelReason.TIMEOUT) || !(outcome instanceof Outcome.Retry echo)) {
      return outcome;
    }
    return Outcome.retry(
        new Failure(
            "timeout",
            "The task ran longer than its limit of " + GoDuration.format(times.limit()) + ".",
            echo.failure().output()));
  }
}
