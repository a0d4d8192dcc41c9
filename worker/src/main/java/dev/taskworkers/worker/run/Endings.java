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
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how each ended task is settled, has it settled and counts it. Belongs to the loop.
 *
 * @param attempts of tasks that failed here
 */
record Endings(
    Rules rules,
    DoubleSupplier random,
    Intake intake,
    Leases leases,
    Settler settler,
    Statistics statistics,
    Attempts attempts) {
  private static final Logger log = LoggerFactory.getLogger(Endings.class);

  /** A task that still has its lease has ended. */
  void settle(Work work, Outcome reported) {
    var outcome = work.explain(reported);
    var done = outcome instanceof Outcome.Ack || outcome instanceof Outcome.Drop;
    if (!done && work.interruptedByDrain()) {
      leases.release(work.lease());
      giveBack(List.of(work.lease().ackId()));
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
  }

  private void retry(Work work, Settlement.GiveBack later) {
    var task = work.task();
    log.warn(
        "Task {} failed in attempt {} and comes back in {} s: {}",
        task.id(),
        work.run().attempt(),
        later.delay().toSeconds(),
        later.failure());
    attempts.failed(task.id(), work.startedAt());
    leases.release(work.lease());
    statistics.retried();
    if (later.delay().isZero()) {
      intake.ended(work.lease().ackId());
    } else {
      intake.postponed(work.lease().ackId());
    }
    settler.giveBack(List.of(work.lease().ackId()), later.delay());
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
