// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.CancelReason;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.execution.UndecidedException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The places in which tasks run, each with its time limit. A task that ignores its cancellation is
 * given up, but keeps its place until it really ends: a worker never runs more than it says.
 * Belongs to the loop.
 */
final class Slots {
  /** Hears what becomes of each run. */
  interface Listener {
    /** It has ended. */
    void ended(RunningTask work, RunResult ending);

    /** It did not end, is waited for no more and goes on; takes the place of {@link #ended}. */
    void abandoned(RunningTask work, RunResult ending);

    /** It was abandoned, and has ended now. */
    void endedLate(RunningTask work, RunResult ending);

    /** It has really ended, and its place is free; once for each run, after one of the others. */
    void slotFreed(RunningTask work);
  }

  /** From the cancellation until a task is given up; leaves the exec handler time to kill. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int total;
  private final TaskRunner runner;
  private final Loop loop;
  private final Listener listener;
  private final Set<RunningTask> running = new LinkedHashSet<>();
  private final Set<RunningTask> abandoned = new LinkedHashSet<>();

  /** When the next look for overdue tasks is due: never later than the first deadline. */
  private Moment lookAt = Moment.NEVER;

  private Cancellable look = () -> {};

  Slots(int total, TaskRunner runner, Loop loop, Listener listener) {
    this.total = total;
    this.runner = runner;
    this.loop = loop;
    this.listener = listener;
  }

  int total() {
    return total;
  }

  /** Places that are taken: runs that are waited for, and those that were given up and go on. */
  int busy() {
    return running.size() + abandoned.size();
  }

  int free() {
    return total - busy();
  }

  /** Runs that were given up and go on. */
  int abandoned() {
    return abandoned.size();
  }

  /** Runs that are waited for. */
  int runs() {
    return running.size();
  }

  /** How long they have run together. */
  Duration runningTime(Moment now) {
    var together = Duration.ZERO;
    for (var work : running) {
      together = together.plus(work.began().until(now));
    }
    return together;
  }

  Optional<Moment> oldestStart() {
    return running.isEmpty() ? Optional.empty() : Optional.of(running.iterator().next().began());
  }

  /** Those that have run longest, the longest first, given up or not. */
  List<RunningTask> longest(int most) {
    if (busy() == 0) {
      return List.of();
    }
    return Stream.concat(abandoned.stream(), running.stream())
        .sorted(Comparator.comparing(RunningTask::began))
        .limit(most)
        .toList();
  }

  void start(RunningTask work) {
    running.add(work);
    lookBy(work.due());
    // In one stage rather than by onResult in another one: there is one for each task.
    var unused =
        run(work)
            .whenComplete(
                (outcome, problem) -> {
                  work.run().end();
                  loop.execute(() -> ended(work, outcome, problem));
                });
  }

  private void ended(RunningTask work, Outcome outcome, Throwable problem) {
    var ending = problem == null ? answered(outcome) : failed(problem);
    if (running.remove(work)) {
      listener.ended(work, ending);
    } else {
      abandoned.remove(work);
      listener.endedLate(work, ending);
    }
    listener.slotFreed(work);
  }

  /** What a runner throws, in place of a future that fails, is a failure of the run, too. */
  private CompletableFuture<Outcome> run(RunningTask work) {
    try {
      return runner.run(work.task(), work.run());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** One timer for all tasks: most end long before their limit, and timers cost more than they. */
  private void lookBy(Moment due) {
    if (due.isBefore(lookAt)) {
      look.cancel();
      lookAt = due;
      look = loop.after(loop.moment().until(due), this::cancelOverdue);
    }
  }

  private void cancelOverdue() {
    lookAt = Moment.NEVER;
    var now = loop.moment();
    for (var work : List.copyOf(running)) {
      if (work.due().isAfter(now)) {
        lookBy(work.due());
      } else if (!work.cancelledFor(CancelReason.TIMEOUT)) {
        cancel(work, CancelReason.TIMEOUT);
      }
    }
  }

  void cancel(RunningTask work, CancelReason reason) {
    work.cancel(reason);
    // A batch goes on for its others when one of them loses its lease.
    if (reason != CancelReason.LEASE_LOST || !runner.gathers()) {
      loop.after(PATIENCE, () -> abandon(work));
    }
  }

  void cancelAll(CancelReason reason) {
    List.copyOf(running).forEach(work -> cancel(work, reason));
  }

  /** Ends them by force, if that can be done, and says whether it can. */
  boolean killAll() {
    return !running.isEmpty() && runner.kill();
  }

  /** Waits no longer for any task. */
  void abandonAll() {
    List.copyOf(running).forEach(this::abandon);
  }

  private void abandon(RunningTask work) {
    if (running.remove(work)) {
      abandoned.add(work);
      work.giveUp();
      listener.abandoned(
          work,
          new RunResult.Answered(
              Outcome.retry(
                  Failure.of("stuck", "The task did not end after it was told to stop."))));
    }
  }

  private static RunResult answered(Outcome outcome) {
    return new RunResult.Answered(
        outcome == null
            ? Outcome.retry(Failure.of("null", "The handler returned no outcome."))
            : outcome);
  }

  private static RunResult failed(Throwable problem) {
    var cause = problem instanceof CompletionException wrapper ? wrapper.getCause() : problem;
    if (cause instanceof UndecidedException) {
      return new RunResult.Undecided();
    }
    return cause instanceof NoAnswerException none
        ? none.ending()
        : new RunResult.Answered(Outcome.retry(Failure.of(cause)));
  }
}
