// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.RunContext;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Numbers each run, limits its time, and notes when it begins and is over. Belongs to the loop. */
final class Runs {
  private final Timer timer;
  private final Executor threads;
  private final TimeLimits timeLimits;
  private final Duplicates duplicates;
  private final InFlight inFlight;
  private final Attempts attempts;
  private final StartLimits limits;
  private final Prefetch prefetch;
  private final Statistics statistics;

  Runs(
      LoopSettings rules,
      LoopDependencies ports,
      Attempts attempts,
      StartLimits limits,
      Prefetch prefetch,
      Statistics statistics) {
    timer = ports.loop();
    threads = ports.threads();
    timeLimits = new TimeLimits(rules.taskTimeout(), rules.maxTaskTimeout());
    duplicates = new Duplicates(rules.duplicates());
    inFlight = ports.inFlight();
    this.attempts = attempts;
    this.limits = limits;
    this.prefetch = prefetch;
    this.statistics = statistics;
  }

  /** Why a task is a dead letter that was running in so many crashes. */
  static Outcome crashed(int crashes) {
    return new Outcome.DeadLetter(
        Failure.of(
            "crash",
            "It was running in "
                + crashes
                + " crashes of its container, in the last of them alone."));
  }

  /** The number of the task's next run. */
  int attempt(LeasedTask held) {
    return attempts.next(held.delivery());
  }

  /** Whether the same task has run or runs. */
  Duplicates.Verdict ran(LeasedTask held) {
    return duplicates.of(held.task(), timer.moment());
  }

  /**
   * A task goes back because the same one runs.
   *
   * @return how often one has, this time included
   */
  int goesBack(LeasedTask held) {
    return duplicates.goesBack(held.task());
  }

  /** The next run of a task. */
  RunningTask work(LeasedTask held) {
    var times = new RunningTask.Times(timer.now(), timer.moment(), timeLimits.of(held.task()));
    var run = new RunContext(attempt(held), times.startedAt().plus(times.limit()), threads);
    return new RunningTask(held, run, times);
  }

  /** The next run of a task begins. */
  RunningTask begin(LeasedTask held) {
    var work = work(held);
    var task = held.task();
    held.begins();
    held.become(new TaskState.Running(work));
    duplicates.begins(task);
    inFlight.begins(task.id());
    statistics.count(TaskEvent.STARTED);
    limits.begins(work);
    if (work.run().attempt() == 1 && !attempts.ran(task.id())) {
      statistics.waited(Duration.between(task.publishTime(), work.startedAt()));
    }
    return work;
  }

  /** The run has failed, and its task is to run again. */
  void failed(RunningTask work) {
    attempts.failed(work.task().id(), work.startedAt());
    statistics.count(TaskEvent.RETRIED);
    work.held().fails();
  }

  /** When this worker first began a run of the task that failed, with this one. */
  Instant firstSeen(RunningTask work) {
    return attempts.firstSeen(work.task().id(), work.startedAt());
  }

  /** What a run came to; without an outcome, its task was not done. */
  Optional<Outcome> ended(RunningTask work, RunResult ending) {
    var outcome = limits.ended(work, ending);
    var success = outcome.filter(Outcome.Ack.class::isInstance).isPresent();
    var now = timer.moment();
    var took = work.began().until(now);
    if (outcome.isPresent()) {
      statistics.ended(took);
    } else {
      statistics.unanswered(took);
    }
    if (!work.stuck()) {
      over(work, success);
    }
    prefetch.ended(work.held(), success, took);
    return outcome;
  }

  /**
   * A run has really ended, whatever was decided before: it can't crash the worker any more, and
   * the same task may begin.
   */
  void over(RunningTask work, boolean success) {
    duplicates.ended(work.task(), success, timer.moment());
    inFlight.ended(work.task().id());
    limits.over();
  }
}
