package dev.taskworkers.operator.workers;

import dev.taskworkers.operator.workers.WorkerReport.Counters;
import dev.taskworkers.operator.workers.WorkerReport.HandlerDown;
import dev.taskworkers.operator.workers.WorkerReport.Postponed;
import dev.taskworkers.operator.workers.WorkerReport.Sum;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reports of workers, for tests: four slots, nothing done yet, and what is said besides. */
public record ReportBuilder(
    Instant startedAt,
    int busy,
    boolean draining,
    boolean cordoned,
    Optional<Instant> freeSince,
    long done,
    Optional<Postponed> postponed,
    int blocked,
    Optional<HandlerDown> handlerDown) {

  public static ReportBuilder startedAt(Instant at) {
    return new ReportBuilder(
        at, 0, false, false, Optional.empty(), 0, Optional.empty(), 0, Optional.empty());
  }

  public ReportBuilder busy(int tasks) {
    return new ReportBuilder(
        startedAt, tasks, draining, cordoned, freeSince, done, postponed, blocked, handlerDown);
  }

  public ReportBuilder isCordoned() {
    return new ReportBuilder(
        startedAt, busy, draining, true, freeSince, done, postponed, blocked, handlerDown);
  }

  /** Told to stop: it ends what it runs, or gives it back. */
  ReportBuilder isDraining() {
    return new ReportBuilder(
        startedAt, busy, true, cordoned, freeSince, done, postponed, blocked, handlerDown);
  }

  public ReportBuilder freeSince(Instant at) {
    return new ReportBuilder(
        startedAt,
        busy,
        draining,
        cordoned,
        Optional.of(at),
        done,
        postponed,
        blocked,
        handlerDown);
  }

  /** Tasks that were started and acknowledged, each after a second of work and one of waiting. */
  public ReportBuilder done(long tasks) {
    return new ReportBuilder(
        startedAt, busy, draining, cordoned, freeSince, tasks, postponed, blocked, handlerDown);
  }

  /** A task that was given back, to come again at that time. */
  public ReportBuilder postponed(Instant due) {
    return new ReportBuilder(
        startedAt,
        busy,
        draining,
        cordoned,
        freeSince,
        done,
        Optional.of(new Postponed(1, due, due)),
        blocked,
        handlerDown);
  }

  /** Busy slots whose tasks wait for their ordering key. */
  public ReportBuilder blocked(int tasks) {
    return new ReportBuilder(
        startedAt, busy, draining, cordoned, freeSince, done, postponed, tasks, handlerDown);
  }

  /** Nothing that could run a task answers. */
  public ReportBuilder handlerDown(Instant since) {
    return new ReportBuilder(
        startedAt,
        busy,
        draining,
        cordoned,
        freeSince,
        done,
        postponed,
        blocked,
        Optional.of(new HandlerDown(since, "connection refused")));
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
        draining,
        cordoned,
        new Counters(done, done, done, 0, 0, 0, 0, 0, 0, 0),
        0,
        new Sum(done, done),
        new Sum(done, done),
        OptionalDouble.of(done),
        60,
        postponed,
        blocked,
        handlerDown);
  }
}
