// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.execution.CancelReason;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of the tasks in hand: {@link Admission} lets them begin, {@link RunEnds} brings
 * about what follows, and this keeps their leases and sees to it that none is lost track of.
 * Belongs to the loop.
 */
final class LeasedTasks {
  /** How long a task that could begin waits for a slot before it goes to others. */
  static final Duration SLOT_PATIENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(LeasedTasks.class);

  private final Loop loop;
  private final Prefetch prefetch;
  private final Listener listener;

  /** Hears what goes on beside the tasks. */
  interface Listener {
    /** Something is settled; calls {@link LeasedTasks#act}. */
    void changed();

    /**
     * A slot is free again.
     *
     * @param last whether none is taken any more
     */
    void slotFreed(boolean last);

    /** Pub/Sub has answered a renewal. */
    void reached();
  }

  private final TaskRegistry book = new TaskRegistry();
  private final WaitingRoom waiting;
  private final Settlements settlements;
  private final Acknowledgements acknowledgements;
  private final Nacks nacks;
  private final RunEnds ends;
  private final Slots slots;
  private final Admission admission;
  private final Leases leases;

  /**
   * @param limits of what may begin, which hear of each run
   * @param prefetch hears of each run that has ended
   */
  LeasedTasks(
      LoopSettings rules,
      LoopDependencies ports,
      StartLimits limits,
      Prefetch prefetch,
      Statistics statistics,
      Listener listener) {
    loop = ports.loop();
    this.prefetch = prefetch;
    this.listener = listener;
    var attempts = new Attempts();
    waiting = new WaitingRoom(book, loop, this::rested);
    acknowledgements =
        new Acknowledgements(ports.subscription(), loop, ports.random(), this::acknowledged);
    nacks = new Nacks(ports.subscription(), loop, ports.random(), this::haveGoneBack);
    settlements =
        new Settlements(book, waiting, loop, acknowledgements, nacks, attempts, statistics);
    var runs = new Runs(rules, ports, attempts, limits, prefetch, statistics);
    ends =
        new RunEnds(
            rules,
            ports,
            waiting,
            settlements,
            runs,
            limits,
            statistics,
            this::slotFreed,
            listener::changed);
    slots = new Slots(rules.slots(), ports.runner(), loop, ends);
    admission =
        new Admission(
            rules,
            ports,
            book,
            waiting,
            settlements,
            runs,
            slots,
            limits,
            statistics,
            ends::crashes);
    leases = new Leases(ports.subscription(), loop, this::lost, this::renewalsAnswered);
  }

  /** Looks after what it holds once a second from now on. */
  void start() {
    loop.after(Leases.TICK, this::tick);
  }

  Slots slots() {
    return slots;
  }

  Admission admission() {
    return admission;
  }

  WaitingRoom waiting() {
    return waiting;
  }

  /** Tasks that wait for their ordering key. */
  int inLine() {
    return book.inLine();
  }

  /** Whether tasks wait in line for one that is to come again. */
  boolean awaitAHead() {
    return waiting.keys().awaitAHead();
  }

  int inHand() {
    return book.size();
  }

  /** Settlements that Pub/Sub has not confirmed. */
  int unconfirmed() {
    return acknowledgements.pending() + nacks.pending() + ends.forwarding();
  }

  /** Begins what may begin, and sends what has gathered. */
  void act() {
    admission.beginReady();
    acknowledgements.send();
    nacks.send();
  }

  /** The worker begins to leave. */
  void leave() {
    acknowledgements.leave();
  }

  /** Sends what has gathered, whatever it waits for: the worker leaves. */
  void sendNow() {
    acknowledgements.sendNow();
    nacks.sendNow();
  }

  private void acknowledged(List<LeasedTask> told, Set<String> gone) {
    settlements.acknowledged(told, gone);
    listener.changed();
  }

  private void haveGoneBack(List<LeasedTask> tasks) {
    settlements.haveGoneBack(tasks);
    listener.changed();
  }

  private void rested(LeasedTask task) {
    admission.rested(task);
    listener.changed();
  }

  private void slotFreed() {
    admission.beginReady();
    listener.slotFreed(slots.busy() == 0);
  }

  private void lost(Set<String> ackIds) {
    ackIds.stream().map(book::find).flatMap(Optional::stream).forEach(this::lost);
  }

  private void renewalsAnswered(boolean byPubSub) {
    if (byPubSub) {
      listener.reached();
    }
    listener.changed();
  }

  private void lost(LeasedTask task) {
    if (!task.lease().held()) {
      return;
    }
    task.lease().lose();
    if (task.state() instanceof TaskState.Running running) {
      log.warn("The lease of task {} is lost; its run is cancelled.", task.task().id());
      slots.cancel(running.work(), CancelReason.LEASE_LOST);
      if (task.keyed()) {
        waiting.keys().stray(running.work());
        settlements.leaveLine(task);
      }
    } else if (task.waits()) {
      waiting.takeOut(task);
      settlements.forsake(task);
    }
  }

  private void tick() {
    var now = loop.moment();
    leases.look(book.all());
    admission.nackReadySince(now.minus(prefetch.patience(now)));
    settlements.returnAll(waiting.keys().giveUpWaiting(now), Duration.ZERO);
    check();
    listener.changed();
    loop.after(Leases.TICK, this::tick);
  }

  /** Every task in hand has a run, a wait or a settlement; one without would be leased for ever. */
  private void check() {
    var held = book.count();
    var known = new EnumMap<TaskState.Keeper, Integer>(TaskState.Keeper.class);
    for (var keeper : TaskState.Keeper.values()) {
      var kept = kept(keeper);
      if (kept != 0) {
        known.put(keeper, kept);
      }
    }
    if (!held.equals(known) || waiting.keys().waiting() != book.inLine()) {
      throw new IllegalStateException(
          "The loop lost track of a task: it holds " + held + " but looks after " + known + ".");
    }
  }

  private int kept(TaskState.Keeper keeper) {
    return switch (keeper) {
      case NOBODY -> 0;
      case KEY_QUEUES -> book.inLine();
      case SLOT_QUEUE -> waiting.ready();
      case BACKOFF_QUEUE -> waiting.resting();
      case SLOTS -> slots.runs();
      case DEAD_LETTERS -> ends.forwarding();
      case ACKNOWLEDGEMENTS -> acknowledgements.pending();
      case NACKS -> nacks.pending();
    };
  }
}
