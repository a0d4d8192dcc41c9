package dev.taskworkers.operator.workers;

import dev.taskworkers.operator.workers.WorkerReport.Counters;
import dev.taskworkers.operator.workers.WorkerReport.Sum;
import java.time.Instant;
import java.util.Optional;

/** Reports of workers, for tests: four slots, nothing done yet, and what is said besides. */
public record ReportBuilder(
    Instant startedAt, int busy, boolean cordoned, Optional<Instant> freeSince, long done) {

  public static ReportBuilder startedAt(Instant at) {
    return new ReportBuilder(at, 0, false, Optional.empty(), 0);
  }

  public ReportBuilder busy(int tasks) {
    return new ReportBuilder(startedAt, tasks, cordoned, freeSince, done);
  }

  public ReportBuilder isCordoned() {
    return new ReportBuilder(startedAt, busy, true, freeSince, done);
  }

  public ReportBuilder freeSince(Instant at) {
    return new ReportBuilder(startedAt, busy, cordoned, Optional.of(at), done);
  }

  /** Tasks that were started and acknowledged, each after a second of work and one of waiting. */
  public ReportBuilder done(long tasks) {
    return new ReportBuilder(startedAt, busy, cordoned, freeSince, tasks);
  }

  /** The report, made when the worker started. */
  public WorkerReport build() {
    return build(startedAt);
  }

  /** The report, made at {@code now}. */
  public WorkerReport build(Instant now) {
    return new WorkerReport(
        1,
        "a worker",
        now,
        startedAt,
        4,
        busy,
        freeSince,
        false,
        cordoned,
        new Counters(done, done, done, 0, 0, 0, 0, 0, 0),
        0,
        new Sum(done, done),
        new Sum(done, done));
  }
}
