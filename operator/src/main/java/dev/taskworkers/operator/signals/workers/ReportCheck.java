// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

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

  /** No task waits or runs for a year. */
  private static final double LONGEST_SECONDS = 365 * 86_400.0;

  /** Pub/Sub lets a task wait for ten minutes; clocks differ, but not by more than that. */
  private static final Duration LATEST = Duration.ofDays(7);

  private ReportCheck() {}

  /**
   * What is wrong with a report, as the end of a sentence about its pod; empty: nothing.
   *
   * @param before the one before it of the same process; empty where there is none
   * @param at when it was received
   */
  static Optional<String> doubt(WorkerReport report, Optional<WorkerReport> before, Instant at) {
    return ofClock(report, at)
        .or(() -> ofSlots(report))
        .or(() -> ofCounters(report, before))
        .or(() -> ofTimes(report, before))
        .or(() -> report.postponed().flatMap(some -> ofPostponed(some, at)));
  }

  private static Optional<String> ofClock(WorkerReport report, Instant at) {
    if (isFar(report.now(), at)) {
      return Optional.of("says that it is " + report.now() + ", and it is " + at);
    }
    return report.startedAt().isAfter(at.plus(LATEST))
        ? Optional.of("says that it has run since " + report.startedAt() + ", and it is " + at)
        : Optional.empty();
  }

  private static boolean isFar(Instant time, Instant at) {
    return time.isBefore(at.minus(LATEST)) || time.isAfter(at.plus(LATEST));
  }

  private static Optional<String> ofSlots(WorkerReport report) {
    if (report.slots() > MOST_SLOTS) {
      return Optional.of("has " + report.slots() + " slots, where " + MOST_SLOTS + " is the most");
    }
    if (report.busy() > report.slots() + MOST_AHEAD) {
      return Optional.of(
          "holds " + report.busy() + " tasks, with no more than " + report.slots() + " slots");
    }
    return Optional.empty();
  }

  private static Optional<String> ofCounters(WorkerReport report, Optional<WorkerReport> before) {
    for (var event : TaskEvent.values()) {
      var count = report.counters().of(event);
      if (count > MOST_TASKS) {
        return Optional.of("has counted " + count + " tasks as " + event.label());
      }
      var counted = before.isPresent() ? before.get().counters().of(event) : 0;
      if (count < counted) {
        return Optional.of(
            "has counted " + count + " tasks as " + event.label() + ", and before that " + counted);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofTimes(WorkerReport report, Optional<WorkerReport> before) {
    var seconds = report.busySeconds().orElse(0);
    if (seconds > MOST_TASKS * LONGEST_SECONDS) {
      return Optional.of("has been busy for " + seconds + " seconds");
    }
    return ofTimes(report, before, WorkerReport::taskSeconds)
        .or(() -> ofTimes(report, before, WorkerReport::waitSeconds))
        .or(() -> ofTimes(report, before, WorkerReport::ageSeconds));
  }

  /** What is added up with others is finite, and does not overflow. */
  private static Optional<String> ofTimes(
      WorkerReport report,
      Optional<WorkerReport> before,
      Function<WorkerReport, Distribution> measured) {
    var times = measured.apply(report);
    var last = before.map(measured).orElse(Distribution.NONE);
    if (times.count() > MOST_TASKS) {
      return Optional.of("has measured " + times.count() + " times");
    }
    for (var count : times.buckets()) {
      if (count < 0 || count > MOST_TASKS) {
        return Optional.of("has counted " + count + " times of one length");
      }
    }
    if (times.sum() > times.count() * LONGEST_SECONDS) {
      return Optional.of(
          "has measured " + times.count() + " times that add up to " + times.sum() + " seconds");
    }
    if (times.count() < last.count() || times.sum() < last.sum()) {
      return Optional.of(
          "has measured "
              + times.count()
              + " times of "
              + times.sum()
              + " seconds, and before that "
              + last.count()
              + " of "
              + last.sum());
    }
    return Optional.empty();
  }

  private static Optional<String> ofPostponed(Postponed some, Instant at) {
    return isFar(some.next(), at) || isFar(some.last(), at)
        ? Optional.of("has tasks that come again from " + some.next() + " to " + some.last())
        : Optional.empty();
  }
}
