package dev.taskworkers.worker.run;

import dev.taskworkers.worker.duplicates.Duplicates;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.FailureLog;
import dev.taskworkers.worker.gate.HandlerGate;
import dev.taskworkers.worker.lease.Leases;
import dev.taskworkers.worker.lease.Settler;
import dev.taskworkers.worker.pace.Pace;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.CancelReason;
import dev.taskworkers.worker.work.Ending;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.KeyLines;
import dev.taskworkers.worker.work.Slots;
import dev.taskworkers.worker.work.TimeLimits;
import dev.taskworkers.worker.work.Work;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of each task here: it arrives and is leased, begins when its ordering key is free,
 * and ends, unless its lease is lost before. Belongs to the loop.
 */
final class Lifecycle implements Slots.Listener {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Timer timer;
  private final Intake intake;
  private final Leases leases;
  private final Gathering gathering;
  private final HandlerGate gate;
  private final Statistics statistics;
  private final BooleanSupplier moreMayBegin;
  private final KeyLines keys = new KeyLines();
  private final Attempts attempts = new Attempts();
  private final Slots slots;
  private final Returns returns;
  private final Endings endings;
  private final Starts starts;

  /**
   * @param gathering hears of each slot that is free again
   * @param moreMayBegin whether a task may begin that waited for its ordering key
   */
  Lifecycle(
      Rules rules,
      Ports ports,
      Timer timer,
      Intake intake,
      Leases leases,
      Settler settler,
      Pace pace,
      Gathering gathering,
      HandlerGate gate,
      Quarantine quarantine,
      Statistics statistics,
      BooleanSupplier moreMayBegin) {
    this.timer = timer;
    this.intake = intake;
    this.leases = leases;
    this.gathering = gathering;
    this.gate = gate;
    this.statistics = statistics;
    this.moreMayBegin = moreMayBegin;
    slots = new Slots(rules.slots(), ports.runner(), ports.loop(), this);
    returns = new Returns(timer, intake, leases, settler, statistics, attempts, keys);
    endings =
        new Endings(
            rules,
            ports.random(),
            intake,
            settler,
            returns,
            statistics,
            attempts,
            new FailureLog(),
            this::keyDone);
    starts =
        new Starts(
            timer,
            ports.threads(),
            slots,
            endings,
            new TimeLimits(rules.taskTimeout(), rules.maxTaskTimeout()),
            new Duplicates(rules.duplicates()),
            ports.inFlight(),
            quarantine,
            attempts,
            pace,
            gate,
            statistics);
  }

  Slots slots() {
    return slots;
  }

  /** What waits for its ordering key. */
  KeyLines keys() {
    return keys;
  }

  /** What waits for its ordering key goes to others: it will not begin here. */
  void giveBackWaiting() {
    returns.held(keys.clear());
  }

  /** Takes the first {@code room} tasks that have arrived; the others go back. */
  void arrived(List<Delivery> deliveries, int room) {
    statistics.received(deliveries.size());
    var now = timer.now();
    deliveries.forEach(
        delivery -> statistics.delivered(Duration.between(delivery.task().publishTime(), now)));
    var fitting = Math.min(room, deliveries.size());
    deliveries.subList(0, fitting).forEach(this::take);
    returns.unstarted(deliveries.subList(fitting, deliveries.size()));
  }

  private void take(Delivery delivery) {
    var held = new Held(delivery);
    held.with(leases.take(delivery.ackId(), intake.firstLease(), () -> lost(held)));
    switch (keys.enter(held)) {
      case BEGINS -> starts.begin(held);
      case COMES_TOO_EARLY -> returns.held(List.of(held));
      case WAITS -> {}
    }
  }

  private void lost(Held held) {
    statistics.leaseLost();
    attempts.returned(held.delivery());
    intake.ended(held.lease().ackId());
    log.warn("The lease of task {} is lost; it ends here.", held.delivery().task().id());
    held.work()
        .ifPresentOrElse(
            work -> {
              slots.cancel(work, CancelReason.LEASE_LOST);
              returns.waitingBehind(work);
            },
            () -> keys.remove(held));
  }

  @Override
  public void ended(Work work, Ending ending) {
    var outcome = gate.ended(work, ending);
    starts.ended(work, outcome);
    if (work.lease().held()) {
      outcome.ifPresentOrElse(said -> endings.settle(work, said), () -> returns.unharmed(work));
    } else {
      log.warn("Task {} ended without its lease; it may run elsewhere.", work.task().id());
    }
  }

  @Override
  public void slotFreed() {
    gathering.ended(slots.busy() == 0);
  }

  private void keyDone(String key) {
    if (!moreMayBegin.getAsBoolean()) {
      giveBackWaiting();
    }
    keys.next(key).ifPresent(starts::begin);
  }
}
