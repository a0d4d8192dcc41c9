package dev.taskworkers.operator.workers;

import dev.taskworkers.operator.workers.WorkerReport.Counters;

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
        counters.started() + counters.suppressed(),
        finished(counters),
        counters.retried() + counters.leaseLost() + counters.interrupted(),
        counters.failed(),
        report.taskSeconds().sum(),
        report.taskSeconds().count(),
        report.waitSeconds().sum(),
        report.waitSeconds().count(),
        busySeconds);
  }

  private static long finished(Counters counters) {
    return counters.acked()
        + counters.retried()
        + counters.deadLettered()
        + counters.dropped()
        + counters.suppressed();
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
