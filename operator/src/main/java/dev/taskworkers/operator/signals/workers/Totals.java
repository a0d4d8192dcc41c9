// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;

/** Counters of any number of workers, added. */
record Totals(
    long started,
    long finished,
    long returned,
    long failed,
    double taskSeconds,
    long timed,
    double waitSeconds,
    long waited,
    double busySeconds) {
  static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * What a worker has counted. A duplicate leaves the queue without a run, which to whoever counts
   * the queue is a start.
   *
   * @param busySeconds that its tasks have run
   */
  static Totals of(WorkerReport report, double busySeconds) {
    var counters = report.counters();
    return new Totals(
        counters.of(TaskEvent.STARTED) + counters.of(TaskEvent.SUPPRESSED),
        finished(counters),
        counters.of(TaskEvent.RETRIED)
            + counters.of(TaskEvent.LEASE_LOST)
            + counters.of(TaskEvent.INTERRUPTED),
        counters.of(TaskEvent.FAILED),
        report.taskSeconds().sum(),
        report.taskSeconds().count(),
        report.waitSeconds().sum(),
        report.waitSeconds().count(),
        busySeconds);
  }

  private static long finished(Counters counters) {
    return counters.of(TaskEvent.ACKED)
        + counters.of(TaskEvent.RETRIED)
        + counters.of(TaskEvent.DEAD_LETTERED)
        + counters.of(TaskEvent.DROPPED)
        + counters.of(TaskEvent.SUPPRESSED);
  }

  Totals plus(Totals other) {
    return new Totals(
        started + other.started,
        finished + other.finished,
        returned + other.returned,
        failed + other.failed,
        taskSeconds + other.taskSeconds,
        timed + other.timed,
        waitSeconds + other.waitSeconds,
        waited + other.waited,
        busySeconds + other.busySeconds);
  }

  Totals minus(Totals other) {
    return new Totals(
        started - other.started,
        finished - other.finished,
        returned - other.returned,
        failed - other.failed,
        taskSeconds - other.taskSeconds,
        timed - other.timed,
        waitSeconds - other.waitSeconds,
        waited - other.waited,
        busySeconds - other.busySeconds);
  }
}
