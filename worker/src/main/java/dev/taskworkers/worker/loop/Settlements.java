// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The ways out of our hands: a task is acknowledged, goes back to Pub/Sub, or is lost to it, and
 * what waits behind it for the same ordering key moves on or goes back, too. Belongs to the loop.
 */
final class Settlements {
  /** How long tasks may be under way that Pub/Sub sent before it had the one before them back. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  private final TaskRegistry book;
  private final WaitingRoom waiting;
  private final Loop loop;
  private final Attempts attempts;
  private final Statistics statistics;
  private final Acknowledgements acknowledgements;
  private final Nacks nacks;

  Settlements(
      TaskRegistry book,
      WaitingRoom waiting,
      Loop loop,
      Acknowledgements acknowledgements,
      Nacks nacks,
      Attempts attempts,
      Statistics statistics) {
    this.book = book;
    this.waiting = waiting;
    this.loop = loop;
    this.acknowledgements = acknowledgements;
    this.nacks = nacks;
    this.attempts = attempts;
    this.statistics = statistics;
  }

  /** The task is done, whether its lease is still ours or not: Pub/Sub knows what it can take. */
  void acknowledge(LeasedTask task, TaskState.Done as) {
    task.become(new TaskState.BeingAcknowledged(as));
    acknowledgements.add(task);
    if (task.keyed()) {
      waiting.keys().ended(task);
      waiting.keys().other(task).ifPresent(this::isDoneToo);
    }
  }

  /** Pub/Sub has been told that they are done; those of {@code gone} it no longer knew. */
  void acknowledged(List<LeasedTask> told, Set<String> gone) {
    for (var task : told) {
      if (gone.contains(task.ackId())) {
        forsake(task);
      } else {
        count(((TaskState.BeingAcknowledged) task.state()).as());
        leave(task);
        attempts.forget(task.task().id());
        if (task.keyed()) {
          waiting.keys().other(task).ifPresent(this::isDoneToo);
          waiting.keys().leave(task);
          waiting.moveOn(task.key());
        }
      }
    }
  }

  /** Another delivery of a task that is done. */
  private void isDoneToo(LeasedTask again) {
    waiting.keys().leave(again);
    acknowledge(again, TaskState.Done.DUPLICATE);
  }

  private void count(TaskState.Done as) {
    switch (as) {
      case SUCCESS -> statistics.count(TaskEvent.ACKED);
      case DROPPED -> statistics.count(TaskEvent.DROPPED);
      case DEAD_LETTER -> statistics.count(TaskEvent.DEAD_LETTERED);
      case DUPLICATE -> statistics.count(TaskEvent.SUPPRESSED);
    }
  }

  /** The task goes to others for no fault of its own, and with it what waits behind it. */
  void returnWithLine(LeasedTask task, Duration delay) {
    returned(task);
    nackWithLine(task, delay);
  }

  /** The task goes back, and with it what waits behind it; a later delivery of it may be here. */
  void nackWithLine(LeasedTask task, Duration delay) {
    var behind = waiting.keys().behind(task);
    nack(task, delay);
    returnAll(behind, delay);
    waiting.moveOn(task.key());
  }

  /** The tasks go to others for no fault of their own, in this order. */
  void returnAll(List<LeasedTask> tasks, Duration delay) {
    for (var task : tasks) {
      returned(task);
      nack(task, delay);
    }
  }

  /** The task goes to others, because its key is stuck here. */
  void refuse(LeasedTask task, Duration delay) {
    waiting.keys().refuse(task);
    returned(task);
    nack(task, delay);
  }

  /**
   * The task goes back so that Pub/Sub counts its run. With its lease, Pub/Sub ends those of what
   * waits behind it and counts no delivery of that, as it would if we gave that back: it is no more
   * ours, and comes again behind the task, here or to another worker.
   */
  void nackAhead(LeasedTask task) {
    // A later delivery of the task proves that Pub/Sub has ended these leases before.
    var along =
        waiting.keys().other(task).isPresent()
            ? List.<LeasedTask>of()
            : waiting.keys().behind(task);
    nack(task, Duration.ZERO, along);
    for (var each : along) {
      statistics.count(TaskEvent.RETURNED);
      leave(each);
      waiting.keys().goAway(each, Moment.NEVER);
    }
    waiting.moveOn(task.key());
  }

  private void returned(LeasedTask task) {
    statistics.count(TaskEvent.RETURNED);
    attempts.returned(task.delivery());
  }

  /** The task goes back; with an ordering key, it keeps its place. */
  void nack(LeasedTask task, Duration delay) {
    nack(task, delay, List.of());
  }

  /** The one way back to Pub/Sub. */
  private void nack(LeasedTask task, Duration delay, List<LeasedTask> along) {
    // One that rests was counted when its rest began.
    if (!delay.isZero() && task.state() != TaskState.Plain.RESTING) {
      statistics.postponed(delay, loop.moment());
    }
    noteRun(task);
    task.become(new TaskState.GoingBack(delay, along));
    task.permit().goesBack();
    nacks.add(task);
    if (task.keyed()) {
      waiting.keys().goAway(task, Moment.NEVER);
    }
  }

  /** Pub/Sub has them again. */
  void haveGoneBack(List<LeasedTask> tasks) {
    for (var task : tasks) {
      var how = (TaskState.GoingBack) task.state();
      if (how.delay().isZero()) {
        task.permit().release();
      } else {
        task.permit().postpone();
      }
      if (task.keyed()) {
        var keptUntil = in(how.delay().plus(UNDER_WAY));
        waiting.keys().isAway(task, keptUntil);
        how.along().forEach(each -> waiting.keys().isAway(each, keptUntil));
      }
      book.strike(task);
    }
  }

  private Moment in(Duration time) {
    return loop.moment().plus(time);
  }

  /**
   * The task is not ours any more: Pub/Sub delivers it again, and what waits behind it after it.
   */
  void forsake(LeasedTask task) {
    if (task.failedHere()) {
      statistics.count(TaskEvent.RETURNED);
    } else {
      statistics.count(TaskEvent.LEASE_LOST);
    }
    attempts.returned(task.delivery());
    noteRun(task);
    leave(task);
    if (task.keyed()) {
      leaveLine(task);
      waiting.moveOn(task.key());
    }
  }

  /** The task is not ours any more, though it may still run: what waits behind it goes back. */
  void leaveLine(LeasedTask task) {
    var behind = waiting.keys().behind(task);
    waiting.keys().goAway(task, in(UNDER_WAY));
    returnAll(behind, Duration.ZERO);
  }

  /** Of a task that leaves and comes again, what tells its next run from a first one. */
  private void noteRun(LeasedTask task) {
    if (!task.ranHere()) {
      return;
    }
    if (task.delivery().count() > 0) {
      attempts.noteRun(task.task().id());
    } else {
      statistics.count(TaskEvent.RUN_UNCOUNTED);
    }
  }

  private void leave(LeasedTask task) {
    task.permit().release();
    book.strike(task);
  }
}
