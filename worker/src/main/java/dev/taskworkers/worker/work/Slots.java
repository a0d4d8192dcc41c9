package dev.taskworkers.worker.work;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The places in which tasks run, each with its time limit. A task that ignores its cancellation is
 * given up, but keeps its place until it really ends: a worker never runs more than it says.
 * Belongs to the loop.
 */
public final class Slots {
  /** Hears how a task ended, once, and whenever a place is free again. */
  public interface Listener {
    void ended(Work work, Ending ending);

    void slotFreed();
  }

  /** From the cancellation until a task is given up; leaves the exec handler time to kill. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int total;
  private final TaskRunner runner;
  private final Timer timer;
  private final Executor loop;
  private final Listener listener;
  private final Set<Work> running = new LinkedHashSet<>();
  private int abandoned;

  /** When the next look for overdue tasks is due: never later than the first deadline. */
  private Instant lookAt = Instant.MAX;

  private Cancellable look = () -> {};

  public Slots(int total, TaskRunner runner, Timer timer, Executor loop, Listener listener) {
    this.total = total;
    this.runner = runner;
    this.timer = timer;
    this.loop = loop;
    this.listener = listener;
  }

  public int total() {
    return total;
  }

  public int busy() {
    return running.size() + abandoned;
  }

  public int free() {
    return total - busy();
  }

  /** Places held by tasks that were given up and still run. */
  public int abandoned() {
    return abandoned;
  }

  public boolean running() {
    return !running.isEmpty();
  }

  /** How long the running tasks have run together. */
  public Duration running(Instant now) {
    return running.stream()
        .map(work -> Duration.between(work.startedAt(), now))
        .reduce(Duration.ZERO, Duration::plus);
  }

  public Optional<Instant> oldestStart() {
    return running.stream().map(Work::startedAt).findFirst();
  }

  public void start(Work work) {
    running.add(work);
    lookBy(work.run().deadline());
    runner
        .run(work.task(), work.run())
        .whenCompleteAsync(
            (outcome, problem) -> {
              if (running.remove(work)) {
                listener.ended(
                    work, problem == null ? new Ending.Answered(outcome) : failed(problem));
              } else {
                abandoned--;
              }
              listener.slotFreed();
            },
            loop);
  }

  /** One timer for all tasks: most end long before their limit, and timers cost more than they. */
  private void lookBy(Instant deadline) {
    if (deadline.isBefore(lookAt)) {
      look.cancel();
      lookAt = deadline;
      look = timer.after(Duration.between(timer.now(), deadline), this::cancelOverdue);
    }
  }

  private void cancelOverdue() {
    lookAt = Instant.MAX;
    var now = timer.now();
    for (var work : List.copyOf(running)) {
      if (work.run().deadline().isAfter(now)) {
        lookBy(work.run().deadline());
      } else if (!work.cancelledFor(CancelReason.TIMEOUT)) {
        cancel(work, CancelReason.TIMEOUT);
      }
    }
  }

  public void cancel(Work work, CancelReason reason) {
    work.cancel(reason);
    timer.after(PATIENCE, () -> abandon(work));
  }

  public void cancelAll(CancelReason reason) {
    List.copyOf(running).forEach(work -> cancel(work, reason));
  }

  /** Waits no longer for any task. */
  public void abandonAll() {
    List.copyOf(running).forEach(this::abandon);
  }

  private void abandon(Work work) {
    if (running.remove(work)) {
      abandoned++;
      listener.ended(
          work,
          new Ending.Answered(
              Outcome.retry(
                  Failure.of("stuck", "The task did not end after it was told to stop."))));
    }
  }

  private static Ending failed(Throwable problem) {
    var cause = problem instanceof CompletionException wrapper ? wrapper.getCause() : problem;
    if (cause instanceof UndecidedException) {
      return new Ending.Undecided();
    }
    return cause instanceof NoAnswerException none
        ? none.ending()
        : new Ending.Answered(Outcome.retry(Failure.of(cause)));
  }
}
