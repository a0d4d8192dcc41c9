// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.Settlement;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings about what becomes of each task whose run is over. Belongs to the loop. */
final class RunEnds implements Slots.Listener {
  private static final Logger log = LoggerFactory.getLogger(RunEnds.class);

  private final LoopSettings rules;
  private final LoopDependencies ports;
  private final Loop loop;
  private final WaitingRoom waiting;
  private final Settlements settlements;
  private final Runs runs;
  private final StartLimits limits;
  private final Statistics statistics;
  private final Runnable freed;
  private final Runnable changed;
  private final FailureLog failures = new FailureLog();
  private final SettlementRules settlementRules;
  private int forwarding;

  /**
   * @param freed hears of each slot that is free again
   * @param changed hears that a dead letter is stored, or is not
   */
  RunEnds(
      LoopSettings rules,
      LoopDependencies ports,
      WaitingRoom waiting,
      Settlements settlements,
      Runs runs,
      StartLimits limits,
      Statistics statistics,
      Runnable freed,
      Runnable changed) {
    this.rules = rules;
    this.ports = ports;
    loop = ports.loop();
    this.waiting = waiting;
    this.settlements = settlements;
    this.runs = runs;
    this.limits = limits;
    this.statistics = statistics;
    this.freed = freed;
    this.changed = changed;
    settlementRules = new SettlementRules(rules.failures(), ports.random());
  }

  /** Dead letters that are not stored yet. */
  int forwarding() {
    return forwarding;
  }

  /** Settled as the outcome of a run would be: there may be no dead-letter topic. */
  void crashes(RunningTask work) {
    var crashed = Runs.crashed(ports.inFlight().crashes(work.task().id()));
    settle(work, () -> settlementRules.settlement(work, Optional.of(crashed)));
  }

  @Override
  public void ended(RunningTask work, RunResult ending) {
    decide(work, ending);
  }

  /** Its key is shut until it really ends, so what waits for the key goes to others. */
  @Override
  public void abandoned(RunningTask work, RunResult ending) {
    var task = work.held();
    if (task.keyed()) {
      waiting.keys().stray(work);
    }
    decide(work, ending);
    if (task.keyed()) {
      settlements.returnAll(waiting.keys().waitingFor(task.key()), Admission.BEHIND_STUCK);
    }
  }

  /** What becomes of its task was decided when it was given up; a success is good to know of. */
  @Override
  public void endedLate(RunningTask work, RunResult ending) {
    var success =
        ending instanceof RunResult.Answered answered && answered.outcome() instanceof Outcome.Ack;
    runs.over(work, success);
    if (success) {
      log.warn(
          "Task {} succeeded after the worker had given its run up; it may run again.",
          work.task().id());
    }
  }

  private void decide(RunningTask work, RunResult ending) {
    settle(work, () -> settlementRules.settlement(work, runs.ended(work, ending)));
  }

  /** Whatever a handler may have said must harm its own task at most. */
  private void settle(RunningTask work, Supplier<Settlement> settlement) {
    var task = work.held();
    var before = task.state();
    try {
      settle(task, work, settlement.get());
    } catch (RuntimeException e) {
      if (task.state() != before) {
        throw e;
      }
      log.error("Task {} could not be settled. The worker tries again.", task.task().id(), e);
      statistics.count(TaskEvent.UNSETTLED);
      settle(task, work, settlementRules.again(work, Failure.of(e)));
    }
  }

  @Override
  public void slotFreed(RunningTask work) {
    if (work.held().keyed()) {
      waiting.keys().runEnded(work);
      waiting.moveOn(work.held().key());
    }
    freed.run();
  }

  private void settle(LeasedTask task, RunningTask work, Settlement settlement) {
    settlement.carryOut(
        new Settlement.Cases() {
          @Override
          public void acknowledge() {
            settlements.acknowledge(task, TaskState.Done.SUCCESS);
          }

          @Override
          public void discard(Settlement.Discard discard) {
            log.info("Task {} is dropped: {}", task.task().id(), FailureLog.cut(discard.reason()));
            settlements.acknowledge(task, TaskState.Done.DROPPED);
          }

          @Override
          public void nack(Settlement.Nack later) {
            unlessLost(
                task,
                () -> {
                  later.failure().ifPresent(failure -> failed(task, failure));
                  retry(task, work, later);
                });
          }

          @Override
          public void giveBack() {
            unlessLost(
                task,
                () -> {
                  statistics.count(TaskEvent.INTERRUPTED);
                  settlements.returnWithLine(task, Duration.ZERO);
                });
          }

          @Override
          public void forward(Settlement.Forward forward) {
            unlessLost(
                task,
                () -> {
                  RunEnds.this.forward(task, work, forward);
                  failed(task, forward.failure());
                });
          }
        });
  }

  private void unlessLost(LeasedTask task, Runnable settle) {
    if (task.lease().lost()) {
      log.warn("Task {} ended without its lease; it may run elsewhere.", task.task().id());
      settlements.forsake(task);
    } else {
      settle.run();
    }
  }

  private void failed(LeasedTask task, Failure failure) {
    statistics.failed(failure, task.task().id(), loop.now(), loop.moment());
  }

  private void retry(LeasedTask task, RunningTask work, Settlement.Nack later) {
    runs.failed(work);
    tell(task, work, later);
    if (!task.keyed()) {
      settlements.nack(task, later.delay());
    } else if (work.stuck()) {
      settlements.nackWithLine(task, Admission.BEHIND_STUCK);
    } else if (!limits.goesOn()) {
      settlements.nackWithLine(task, later.delay());
    } else {
      rest(task, later.delay());
    }
  }

  private void tell(LeasedTask task, RunningTask work, Settlement.Nack later) {
    var id = task.task().id();
    var attempt = work.run().attempt();
    var delay = GoDuration.format(later.delay().truncatedTo(ChronoUnit.MILLIS));
    later
        .failure()
        .ifPresentOrElse(
            failure ->
                failures
                    .tell(failure, loop.moment())
                    .ifPresent(
                        what ->
                            log.warn(
                                "Task {} failed in attempt {} and runs again in {}: {}",
                                id,
                                attempt,
                                delay,
                                what)),
            () -> log.debug("Task {} asks in attempt {} to run again in {}.", id, attempt, delay));
  }

  /** Nothing of its ordering key must overtake it, so it stays, and what follows it waits. */
  private void rest(LeasedTask task, Duration delay) {
    var again = waiting.keys().other(task);
    statistics.count(TaskEvent.KEPT);
    statistics.postponed(delay, loop.moment());
    waiting.rest(again.isPresent() ? givePlace(task) : task, delay);
  }

  /** That the task was delivered again proves that its earlier delivery is void. */
  private LeasedTask givePlace(LeasedTask task) {
    var again = waiting.keys().giveWay(task);
    task.goesOnAs(again);
    settlements.forsake(task);
    return again;
  }

  private void forward(LeasedTask task, RunningTask work, Settlement.Forward forward) {
    var id = task.task().id();
    // A crash leaves no count of the run that it ended but this.
    var attempt = Math.max(work.run().attempt(), ports.inFlight().crashes(id));
    var deadLetter =
        DeadLetter.of(
            task.task(), forward.failure(), attempt, runs.firstSeen(work), rules.origin());
    failures
        .tell(forward.failure(), loop.moment())
        .ifPresent(what -> log.warn("Task {} becomes a dead letter: {}", id, what));
    task.become(TaskState.Plain.BEING_FORWARDED);
    forwarding++;
    loop.onResult(
        store(deadLetter),
        (stored, refusal) -> {
          forwarding--;
          if (refusal == null) {
            settlements.acknowledge(task, TaskState.Done.DEAD_LETTER);
          } else {
            log.warn("A dead letter was not stored: {}", refusal.getMessage());
            notForwarded(task, work, settlementRules.again(work, forward.failure()));
          }
          changed.run();
        });
  }

  private CompletableFuture<Void> store(DeadLetter deadLetter) {
    try {
      return ports.deadLetters().publish(deadLetter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void notForwarded(LeasedTask task, RunningTask work, Settlement.Nack later) {
    if (task.lease().lost()) {
      settlements.forsake(task);
    } else {
      retry(task, work, later);
    }
  }
}
