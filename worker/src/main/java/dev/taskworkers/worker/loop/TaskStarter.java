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
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Begins the run of a task that may run, within its time limit, and notes when the run begins and
 * is over. Belongs to the loop.
 */
final class TaskStarter {
  /** Whether a task runs. */
  enum Verdict {
    RUNS,
    /** It is the same as one that has succeeded. */
    SUCCEEDED_ALREADY,
    /** It is the same as one that runs; what becomes of that one decides. */
    RUNS_ALREADY,
    /** It may be what crashes the worker, and others run; it has to be alone. */
    WAITS_TO_BE_ALONE,
    /** It failed before, all tasks fail, and others come first. */
    COMES_LATER,
    /** It crashes the worker. */
    CRASHES
  }

  private final Timer timer;
  private final Executor threads;
  private final TimeLimits timeLimits;
  private final Duplicates duplicates;
  private final InFlight inFlight;
  private final Attempts attempts;
  private final StartLimits limits;
  private final Prefetch prefetch;
  private final Statistics statistics;

  TaskStarter(
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

  /** What allows tasks to begin. */
  StartLimits limits() {
    return limits;
  }

  /** Which runs of a task have failed here. */
  Attempts attempts() {
    return attempts;
  }

  Statistics statistics() {
    return statistics;
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

  /** Runs it in one of {@code slots} if it may run. */
  Verdict begin(LeasedTask held, Slots slots) {
    var verdict = verdict(held, slots);
    if (verdict == Verdict.RUNS) {
      var work = work(held);
      held.begins();
      held.become(new TaskState.Running(work));
      begins(work);
      slots.start(work);
    }
    return verdict;
  }

  private Verdict verdict(LeasedTask held, Slots slots) {
    var task = held.task();
    if (limits.postpones(held, attempts.next(held.delivery()))) {
      return Verdict.COMES_LATER;
    }
    return switch (duplicates.of(task, timer.moment())) {
      case DONE -> Verdict.SUCCEEDED_ALREADY;
      case RUNS_NOW -> Verdict.RUNS_ALREADY;
      case NEW ->
          switch (limits.verdict(task.id(), slots)) {
            case BEGINS -> Verdict.RUNS;
            case WAITS -> Verdict.WAITS_TO_BE_ALONE;
            case CRASHES -> Verdict.CRASHES;
          };
    };
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
    var attempt = attempts.next(held.delivery());
    var run = new RunContext(attempt, times.startedAt().plus(times.limit()), threads);
    return new RunningTask(held, run, times);
  }

  private void begins(RunningTask work) {
    var task = work.task();
    duplicates.begins(task);
    inFlight.begins(task.id());
    statistics.count(TaskEvent.STARTED);
    limits.begins(work);
    if (work.run().attempt() == 1 && !attempts.ran(task.id())) {
      statistics.waited(Duration.between(task.publishTime(), work.startedAt()));
    }
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
