package dev.taskworkers.worker.run;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.FailureLog;
import dev.taskworkers.worker.failure.Settlement;
import dev.taskworkers.worker.lease.Settler;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.work.Work;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how each ended task is settled, has it settled and counts it. Belongs to the loop.
 *
 * @param attempts of tasks that failed here
 * @param keyDone hears the ordering key, or "", of each task that Pub/Sub will not deliver again
 */
record Endings(
    Rules rules,
    DoubleSupplier random,
    Intake intake,
    Settler settler,
    Returns returns,
    Statistics statistics,
    Attempts attempts,
    FailureLog failures,
    Consumer<String> keyDone) {
  private static final Logger log = LoggerFactory.getLogger(Endings.class);

  /** A task that still has its lease has ended. */
  void settle(Work work, Outcome reported) {
    var outcome = work.explain(reported);
    var done = outcome instanceof Outcome.Ack || outcome instanceof Outcome.Drop;
    if (!done && work.interruptedByDrain()) {
      returns.unharmed(work);
      return;
    }
    if (!done) {
      statistics.failed();
    }
    settle(work, rules.failures().settle(outcome, work.run().attempt(), random.getAsDouble()));
  }

  /** The same task has succeeded already. */
  void suppress(Work work) {
    log.info("Task {} is a duplicate of one that succeeded.", work.task().id());
    settler.acknowledge(work.lease(), () -> settled(work, statistics::suppressed));
  }

  /** The same task runs now: what becomes of that one, decides about this one later. */
  void postpone(Work work) {
    statistics.returned(1);
    attempts.returned(work.delivery());
    returns.later(work, rules.failures().backoff().delay(1, random.getAsDouble()));
  }

  private void settle(Work work, Settlement settlement) {
    if (settlement instanceof Settlement.Acknowledge) {
      settler.acknowledge(work.lease(), () -> settled(work, statistics::acked));
    } else if (settlement instanceof Settlement.Discard discard) {
      log.info("Task {} is dropped: {}", work.task().id(), discard.reason());
      settler.acknowledge(work.lease(), () -> settled(work, statistics::dropped));
    } else if (settlement instanceof Settlement.GiveBack later) {
      retry(work, later);
    } else if (settlement instanceof Settlement.Bury bury) {
      bury(work, bury);
    }
  }

  private void settled(Work work, Runnable count) {
    count.run();
    intake.ended(work.lease().ackId());
    attempts.forget(work.task().id());
    keyDone.accept(work.task().orderingKey());
  }

  private void retry(Work work, Settlement.GiveBack later) {
    var task = work.task();
    failures
        .tell(later.failure(), returns.timer().moment())
        .ifPresent(
            what ->
                log.warn(
                    "Task {} failed in attempt {} and comes back in {} s: {}",
                    task.id(),
                    work.run().attempt(),
                    Returns.delay(task, later.delay()).toSeconds(),
                    what));
    attempts.failed(task.id(), work.startedAt());
    statistics.retried();
    returns.later(work, later.delay());
  }

  private void bury(Work work, Settlement.Bury bury) {
    var task = work.task();
    var attempt = work.run().attempt();
    failures
        .tell(bury.failure(), returns.timer().moment())
        .ifPresent(what -> log.warn("Task {} becomes a dead letter: {}", task.id(), what));
    var letter =
        DeadLetter.of(
            task,
            bury.failure(),
            attempt,
            attempts.firstSeen(task.id(), work.startedAt()),
            rules.origin());
    settler.bury(
        work.lease(),
        letter,
        () -> settled(work, statistics::deadLettered),
        refusal -> {
          log.warn("A dead letter was not stored: {}", refusal.getMessage());
          if (work.lease().held()) {
            retry(
                work,
                rules.failures().postponeBurial(bury.failure(), attempt, random.getAsDouble()));
          }
        });
  }
}
