package dev.taskworkers.worker.run;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.Settlement;
import dev.taskworkers.worker.lease.Leases;
import dev.taskworkers.worker.lease.Settler;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.Work;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how each ended task is settled, has it settled and counts it. Belongs to the loop.
 *
 * @param attempts of tasks that failed here
 * @param followers hear what became of a task, for the sake of its ordering key
 */
record Endings(
    Rules rules,
    DoubleSupplier random,
    Intake intake,
    Leases leases,
    Settler settler,
    Statistics statistics,
    Attempts attempts,
    Followers followers) {
  private static final Logger log = LoggerFactory.getLogger(Endings.class);

  /** What follows a task. */
  interface Followers {
    /** Pub/Sub will not deliver it again. */
    void done(Work work);

    /** Pub/Sub will deliver it again. */
    void comesBack(Work work);
  }

  /** A task that still has its lease has ended. */
  void settle(Work work, Outcome reported) {
    var outcome = work.explain(reported);
    var done = outcome instanceof Outcome.Ack || outcome instanceof Outcome.Drop;
    if (!done && work.interruptedByDrain()) {
      leases.release(work.lease());
      giveBack(List.of(work.lease().ackId()));
      followers.comesBack(work);
      return;
    }
    if (!done) {
      statistics.failed();
    }
    settle(work, rules.failures().settle(outcome, work.run().attempt(), random.getAsDouble()));
  }

  /** Tasks that never started here go to others at once. */
  void giveBackUnstarted(List<Delivery> deliveries) {
    if (!deliveries.isEmpty()) {
      giveBack(deliveries.stream().map(Delivery::ackId).toList());
    }
  }

  /** Tasks that waited for their ordering key go to others, after the one they waited for. */
  void giveBackHeld(List<Held> tasks) {
    tasks.forEach(task -> leases.release(task.lease()));
    giveBackUnstarted(tasks.stream().map(Held::delivery).toList());
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

  /** The same task has succeeded already. */
  void suppress(Work work) {
    log.info("Task {} is a duplicate of one that succeeded.", work.task().id());
    settler.acknowledge(work.lease(), () -> settled(work, statistics::suppressed));
  }

  /** The same task runs now: what becomes of that one, decides about this one later. */
  void postpone(Work work) {
    statistics.returned(1);
    comesBack(work, rules.failures().backoff().delay(1, random.getAsDouble()));
  }

  private void settled(Work work, Runnable count) {
    count.run();
    intake.ended(work.lease().ackId());
    attempts.forget(work.task().id());
    followers.done(work);
  }

  private void retry(Work work, Settlement.GiveBack later) {
    var task = work.task();
    log.warn(
        "Task {} failed in attempt {} and comes back in {} s: {}",
        task.id(),
        work.run().attempt(),
        delay(work, later.delay()).toSeconds(),
        later.failure());
    attempts.failed(task.id(), work.startedAt());
    statistics.retried();
    comesBack(work, later.delay());
  }

  /**
   * What follows a task of the same key must not overtake it, and Pub/Sub sees to that only when it
   * has the task back; the subscription's own retry policy then makes it wait.
   */
  private static Duration delay(Work work, Duration wanted) {
    return work.task().orderingKey().isEmpty() ? wanted : Duration.ZERO;
  }

  private void comesBack(Work work, Duration wanted) {
    var delay = delay(work, wanted);
    leases.release(work.lease());
    if (delay.isZero()) {
      intake.ended(work.lease().ackId());
    } else {
      intake.postponed(work.lease().ackId());
    }
    settler.giveBack(List.of(work.lease().ackId()), delay);
    followers.comesBack(work);
  }

  private void bury(Work work, Settlement.Bury bury) {
    var task = work.task();
    var attempt = work.run().attempt();
    log.warn("Task {} becomes a dead letter: {}", task.id(), bury.failure());
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

  private void giveBack(List<String> ackIds) {
    statistics.returned(ackIds.size());
    ackIds.forEach(intake::ended);
    settler.giveBack(ackIds, Duration.ZERO);
  }
}
