package dev.taskworkers.worker.run;

import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.lease.Acknowledgements;
import dev.taskworkers.worker.lease.GiveBacks;
import dev.taskworkers.worker.lease.Lease;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The ways out of our hands: a task is acknowledged, goes back to Pub/Sub, or is lost to it, and
 * what waits behind it for the same ordering key moves on or goes back, too. Belongs to the loop.
 */
final class Settlements {
  private final Book book;
  private final WaitingRoom waiting;
  private final Loop loop;
  private final Intake intake;
  private final Attempts attempts;
  private final Statistics statistics;
  private final Runnable changed;
  private final Acknowledgements acknowledgements;
  private final GiveBacks giveBacks;

  /**
   * @param changed hears of each answer
   */
  Settlements(
      Book book,
      WaitingRoom waiting,
      Ports ports,
      Intake intake,
      Attempts attempts,
      Statistics statistics,
      Runnable changed) {
    this.book = book;
    this.waiting = waiting;
    loop = ports.loop();
    this.intake = intake;
    this.attempts = attempts;
    this.statistics = statistics;
    this.changed = changed;
    acknowledgements =
        new Acknowledgements(ports.subscription(), loop, ports.random(), this::acknowledged);
    giveBacks = new GiveBacks(ports.subscription(), loop, ports.random(), this::haveGoneBack);
  }

  int beingAcknowledged() {
    return acknowledgements.pending();
  }

  int goingBack() {
    return giveBacks.pending();
  }

  /** Sends what has gathered. */
  void send() {
    acknowledgements.send();
    giveBacks.send();
  }

  /** Sends what has gathered, whatever it waits for: there is no later. */
  void sendNow() {
    acknowledgements.sendNow();
    giveBacks.sendNow();
  }

  /** The task is done, whether its lease is still ours or not: Pub/Sub knows what it can take. */
  void acknowledge(Held task, State.Done as) {
    book.is(task, new State.BeingAcknowledged(as));
    acknowledgements.add(task.lease());
    if (task.keyed()) {
      waiting.keys().earlier(task).ifPresent(this::isDoneToo);
    }
  }

  private void acknowledged(List<Lease> told, Set<String> gone) {
    for (var lease : told) {
      var task = book.get(lease);
      if (gone.contains(lease.ackId())) {
        forsake(task);
      } else {
        count(((State.BeingAcknowledged) task.state()).as());
        leave(task);
        attempts.forget(task.task().id());
        if (task.keyed()) {
          waiting.keys().leave(task);
          waiting.keys().earlier(task).ifPresent(this::isDoneToo);
          waiting.moveOn(task.key());
        }
      }
    }
    changed.run();
  }

  /** Another delivery of a task that is done. */
  private void isDoneToo(Held again) {
    waiting.keys().leave(again);
    acknowledge(again, State.Done.DUPLICATE);
  }

  private void count(State.Done as) {
    switch (as) {
      case SUCCESS -> statistics.acked();
      case DROPPED -> statistics.dropped();
      case DEAD_LETTER -> statistics.deadLettered();
      case DUPLICATE -> statistics.suppressed();
    }
  }

  /** The task goes to others for no fault of its own, and with it what waits behind it. */
  void giveBackUnharmed(Held task, Duration delay) {
    returned(task);
    giveBackWithLine(task, delay);
  }

  /** The task goes back, and with it what waits behind it. */
  void giveBackWithLine(Held task, Duration delay) {
    var behind = lineBehind(task);
    goBack(task, delay);
    giveBackUnharmed(behind, delay);
  }

  /** The tasks go to others, in this order. */
  void giveBackUnharmed(List<Held> tasks, Duration delay) {
    tasks.forEach(
        task -> {
          returned(task);
          goBack(task, delay);
        });
  }

  private List<Held> lineBehind(Held task) {
    return task.keyed() && waiting.keys().holds(task)
        ? waiting.keys().breakUp(task, loop.moment())
        : List.of();
  }

  private void returned(Held task) {
    statistics.returned(1);
    attempts.returned(task.delivery());
  }

  /** Pub/Sub delivers the task again after {@code delay}. */
  void goBack(Held task, Duration delay) {
    var ackId = task.lease().ackId();
    if (delay.isZero()) {
      intake.ended(ackId);
    } else {
      intake.postponed(ackId);
      statistics.postponed(loop.moment().plus(delay));
    }
    book.is(task, State.GOING_BACK);
    giveBacks.add(task.lease(), delay);
  }

  private void haveGoneBack(List<Lease> leases) {
    leases.forEach(lease -> book.strike(book.get(lease)));
    changed.run();
  }

  /**
   * The task is not ours any more: Pub/Sub delivers it again, and what waits behind it after it.
   */
  void forsake(Held task) {
    if (task.failedHere()) {
      statistics.returned(1);
    } else {
      statistics.leaseLost();
    }
    attempts.returned(task.delivery());
    var behind = lineBehind(task);
    leave(task);
    giveBackUnharmed(behind, Duration.ZERO);
    if (task.keyed()) {
      waiting.moveOn(task.key());
    }
  }

  /** A run goes on whose task is not ours any more: what waits behind it goes to others. */
  void leaveLine(Held task) {
    giveBackUnharmed(lineBehind(task), Duration.ZERO);
  }

  private void leave(Held task) {
    intake.ended(task.lease().ackId());
    book.strike(task);
  }
}
