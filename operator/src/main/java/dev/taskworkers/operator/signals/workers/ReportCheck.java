package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.util.Optional;

/**
 * Finds reports that no worker gives, whatever happens to it. A pool is steered by the sum of its
 * reports, so that one pod that says what it likes would decide for all others.
 */
final class ReportCheck {
  /** A worker takes no more. */
  static final int MOST_SLOTS = 1_000;

  /**
   * Beside those that run, a worker holds a thousand tasks at most that wait for their turn or
   * their key; what a stream brings before it hears that it is enough comes on top.
   */
  static final int MOST_AHEAD = 2_000;

  /** More than a worker could count in its life; and the counts of a thousand can be added. */
  static final long MOST_TASKS = 1_000_000_000_000L;

  private ReportCheck() {}

  /**
   * What is wrong with a report, as the end of a sentence about its pod; empty: nothing.
   *
   * @param before the one before it of the same process; empty where there is none
   */
  static Optional<String> doubt(WorkerReport report, Optional<WorkerReport> before) {
    if (report.slots() > MOST_SLOTS) {
      return Optional.of("has " + report.slots() + " slots, where " + MOST_SLOTS + " is the most");
    }
    if (report.busy() > report.slots() + MOST_AHEAD) {
      return Optional.of(
          "holds " + report.busy() + " tasks, with no more than " + report.slots() + " slots");
    }
    for (var event : TaskEvent.values()) {
      var count = report.counters().of(event);
      if (count > MOST_TASKS) {
        return Optional.of("has counted " + count + " tasks as " + event.label());
      }
      var counted = before.map(last -> last.counters().of(event)).orElse(0L);
      if (count < counted) {
        return Optional.of(
            "has counted " + count + " tasks as " + event.label() + ", and before that " + counted);
      }
    }
    return Optional.empty();
  }
}
