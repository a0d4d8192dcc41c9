package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.LeasedTask;
import dev.taskworkers.worker.execution.RunContext;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.execution.RunningTask;
import dev.taskworkers.worker.execution.Slots;
import dev.taskworkers.worker.execution.TaskState;
import dev.taskworkers.worker.execution.TimeLimits;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Begins the run of a task that may run, within its time limit, and notes when the run begins and
 * is over. Belongs to the loop.
 *
 * @param threads where the code of handlers hears that its task is cancelled
 */
record TaskStarter(
    Timer timer,
    Executor threads,
    TimeLimits timeLimits,
    Duplicates duplicates,
    InFlight inFlight,
    Quarantine quarantine,
    Attempts attempts,
    RateLimiter pace,
    HandlerGate gate,
    Prefetch prefetch,
    Statistics statistics) {
  /** Why such a task is a dead letter. */
  static final Outcome CRASHED =
      new Outcome.DeadLetter(
          Failure.of(
              "crash",
              "It was running in "
                  + Quarantine.CRASHES
                  + " crashes of its container, in the last of them alone."));

  /** Whether a task runs. */
  enum Verdict {
    RUNS,
    /** It is the same as one that has succeeded. */
    SUCCEEDED_ALREADY,
    /** It is the same as one that runs; what becomes of that one decides. */
    RUNS_ALREADY,
    /** It may be what crashes the worker, and others run; it has to be alone. */
    WAITS_TO_BE_ALONE,
    /** It crashes the worker. */
    CRASHES
  }

  /** Runs it in one of {@code slots} if it may run. */
  Verdict begin(LeasedTask held, Slots slots) {
    var verdict = verdict(held, slots);
    if (verdict == Verdict.RUNS) {
      var work = work(held);
      held.failedHere(false);
      held.is(new TaskState.Running(work));
      begins(work);
      slots.start(work);
    }
    return verdict;
  }

  private Verdict verdict(LeasedTask held, Slots slots) {
    var task = held.task();
    return switch (duplicates.of(task, timer.moment())) {
      case DONE -> Verdict.SUCCEEDED_ALREADY;
      case RUNS_NOW -> Verdict.RUNS_ALREADY;
      case NEW ->
          switch (quarantine.of(task.id(), slots.busy(), slots.abandoned())) {
            case BEGINS -> Verdict.RUNS;
            case WAITS -> Verdict.WAITS_TO_BE_ALONE;
            case CRASHES -> Verdict.CRASHES;
          };
    };
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
    pace.started();
    gate.begins(work);
    if (work.run().attempt() == 1) {
      statistics.waited(Duration.between(task.publishTime(), work.startedAt()));
    }
  }

  /** What a run came to; without an outcome, its task was not done. */
  Optional<Outcome> ended(RunningTask work, RunResult ending) {
    var outcome = gate.ended(work, ending);
    var success = outcome.filter(Outcome.Ack.class::isInstance).isPresent();
    var now = timer.moment();
    var took = work.began().until(now);
    quarantine.decided(work.task().id());
    duplicates.ended(work.task(), success, now);
    if (outcome.isPresent()) {
      statistics.ended(took);
    } else {
      statistics.unanswered(took);
    }
    if (!work.stuck()) {
      over(work);
    }
    prefetch.ended(work.held(), success, took);
    return outcome;
  }

  /** A run has really ended, whatever was decided before: it can't crash the worker any more. */
  void over(RunningTask work) {
    inFlight.ended(work.task().id());
    quarantine.ended();
  }
}
