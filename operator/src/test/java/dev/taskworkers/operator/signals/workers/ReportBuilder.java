// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Reports of workers, for tests: four slots, nothing done yet, and what is said besides. */
public record ReportBuilder(Instant startedAt, Consumer<WorkerReport.Builder> fields) {

  public static ReportBuilder startedAt(Instant at) {
    return new ReportBuilder(at, report -> {}).done(0);
  }

  /** One more field, of any kind. */
  public ReportBuilder with(Consumer<WorkerReport.Builder> field) {
    return new ReportBuilder(startedAt, fields.andThen(field));
  }

  public ReportBuilder busy(int tasks) {
    return with(report -> report.busy(tasks));
  }

  public ReportBuilder isCordoned() {
    return with(report -> report.cordoned(true));
  }

  /** Told to stop: it ends what it runs, or gives it back. */
  ReportBuilder isDraining() {
    return with(report -> report.draining(true));
  }

  public ReportBuilder freeSince(Instant at) {
    return with(report -> report.freeSince(at));
  }

  /** Tasks that were started and acknowledged, each after a second of work and one of waiting. */
  public ReportBuilder done(long tasks) {
    var counters =
        new Counters(
            Map.of(TaskEvent.RECEIVED, tasks, TaskEvent.STARTED, tasks, TaskEvent.ACKED, tasks));
    return with(
        report ->
            report
                .counters(counters)
                .taskSeconds(new Distribution(tasks, tasks))
                .waitSeconds(new Distribution(tasks, tasks))
                .busySeconds(tasks));
  }

  /** A task that was given back, to come again at that time. */
  public ReportBuilder postponed(Instant due) {
    return with(report -> report.postponed(new Postponed(1, due, due)));
  }

  /** Busy slots whose tasks wait for their ordering key. */
  public ReportBuilder blocked(int tasks) {
    return with(report -> report.blocked(tasks));
  }

  /** Failed tasks that the worker keeps, to run them again later. */
  public ReportBuilder resting(int tasks) {
    return with(report -> report.resting(tasks));
  }

  /** Ordering keys of the tasks in hand. */
  public ReportBuilder keys(int keys) {
    return with(report -> report.activeKeys(keys));
  }

  /** Nothing that could run a task answers. */
  public ReportBuilder handlerDown(Instant since) {
    return with(report -> report.handlerDown(new HandlerDown(since, "connection refused")));
  }

  /** The report, made when the worker started. */
  public WorkerReport build() {
    return build(startedAt);
  }

  /** The report, made at {@code now}. */
  public WorkerReport build(Instant now) {
    var report = WorkerReport.builder(now, startedAt, 4).worker("a worker");
    fields.accept(report);
    return report.build();
  }
}
