package dev.taskworkers.worker.run;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.duplicates.Duplicates;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.gate.HandlerGate;
import dev.taskworkers.worker.pace.Pace;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.Run;
import dev.taskworkers.worker.work.Slots;
import dev.taskworkers.worker.work.TimeLimits;
import dev.taskworkers.worker.work.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Begins each task within its time limit, unless it is a duplicate or may be what crashes the
 * worker ({@link Quarantine}), and notes when its run is over. Belongs to the loop.
 *
 * @param threads where the code of handlers hears that its task is cancelled
 */
record Starts(
    Timer timer,
    Executor threads,
    Slots slots,
    Endings endings,
    TimeLimits timeLimits,
    Duplicates duplicates,
    InFlight inFlight,
    Quarantine quarantine,
    Attempts attempts,
    Pace pace,
    HandlerGate gate,
    Statistics statistics) {
  private static final Outcome CRASHER =
      new Outcome.DeadLetter(
          Failure.of(
              "crash",
              "It was running in "
                  + Quarantine.CRASHES
                  + " crashes of its container, in the last of them alone."));

  void begin(Held held) {
    var task = held.delivery().task();
    var attempt = attempts.next(held.delivery());
    var times = new Work.Times(timer.now(), timer.moment(), timeLimits.of(task));
    var run = new Run(attempt, times.startedAt().plus(times.limit()), threads);
    var work = held.begin(run, times);
    switch (duplicates.of(task, times.began())) {
      case DONE -> endings.suppress(work);
      case RUNS_NOW -> endings.postpone(work);
      case NEW -> begin(work);
    }
  }

  private void begin(Work work) {
    var task = work.task();
    switch (quarantine.of(task.id(), slots.inProgress())) {
      case CRASHES -> endings.settle(work, CRASHER);
      case WAITS -> endings.postpone(work);
      case BEGINS -> run(work);
    }
  }

  private void run(Work work) {
    var task = work.task();
    duplicates.begins(task);
    inFlight.begins(task.id());
    statistics.started();
    pace.started();
    gate.begins(work);
    if (work.run().attempt() == 1) {
      statistics.waited(Duration.between(task.publishTime(), work.startedAt()));
    }
    slots.start(work);
  }

  /** A run that began here is over, however it ended; without an outcome, its task was not done. */
  void ended(Work work, Optional<Outcome> outcome) {
    inFlight.ended(work.task().id());
    quarantine.ended(work.task().id());
    var now = timer.moment();
    duplicates.ended(work.task(), outcome.filter(Outcome.Ack.class::isInstance).isPresent(), now);
    var took = work.began().until(now);
    if (outcome.isPresent()) {
      statistics.ended(took);
    } else {
      statistics.unanswered(took);
    }
  }
}
