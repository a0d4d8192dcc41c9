package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.CancelReason;
import dev.taskworkers.worker.execution.Lease;
import dev.taskworkers.worker.execution.LeasedTask;
import dev.taskworkers.worker.execution.Leases;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.execution.RunningTask;
import dev.taskworkers.worker.execution.Slots;
import dev.taskworkers.worker.execution.TaskState;
import dev.taskworkers.worker.execution.TimeLimits;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.FailureLog;
import dev.taskworkers.worker.failure.Settlement;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.TaskSource;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of the tasks in hand: all that happens to a task is told to it, and it decides the
 * next {@link TaskState}. Belongs to the loop.
 */
final class LeasedTasks implements Slots.Listener {
  /** How long a task that could begin waits for a slot before it goes to others. */
  static final Duration SLOT_PATIENCE = Duration.ofSeconds(10);

  /** When a task comes again whose key is held up by a run that was given up and goes on. */
  static final Duration BEHIND_STUCK = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(LeasedTasks.class);

  private final LoopSettings rules;
  private final LoopDependencies ports;
  private final Loop loop;
  private final HandlerGate gate;
  private final Quarantine quarantine;
  private final RateLimiter pace;
  private final Statistics statistics;
  private final BooleanSupplier goesOn;
  private final AckBatcher batcher;
  private final TaskSource source;
  private final Prefetch prefetch;
  private final Runnable changed;

  private final TaskRegistry book = new TaskRegistry();
  private final Attempts attempts = new Attempts();
  private final FailureLog failures = new FailureLog();
  private final WaitingRoom waiting;
  private final Settlements settlements;
  private final Slots slots;
  private final Leases leases;
  private final TaskStarter starts;
  private final SettlementRules settlementRules;
  private int letters;

  /**
   * @param goesOn whether tasks may begin here at all: the worker does not leave
   * @param batcher hears of each slot that is free again
   * @param prefetch hears of each run that has ended
   * @param changed hears that something is settled, and calls {@link #act}
   */
  LeasedTasks(
      LoopSettings rules,
      LoopDependencies ports,
      TaskSource source,
      HandlerGate gate,
      Quarantine quarantine,
      RateLimiter pace,
      Statistics statistics,
      BooleanSupplier goesOn,
      AckBatcher batcher,
      Prefetch prefetch,
      Runnable changed) {
    this.rules = rules;
    this.ports = ports;
    loop = ports.loop();
    this.gate = gate;
    this.quarantine = quarantine;
    this.pace = pace;
    this.statistics = statistics;
    this.goesOn = goesOn;
    this.batcher = batcher;
    this.source = source;
    this.prefetch = prefetch;
    this.changed = changed;
    waiting = new WaitingRoom(book, loop, this::rested);
    settlements = new Settlements(book, waiting, ports, source, attempts, statistics, changed);
    slots = new Slots(rules.slots(), ports.runner(), loop, this);
    leases = new Leases(ports.subscription(), loop, this::lost, this::renewalsAnswered);
    starts =
        new TaskStarter(
            loop,
            ports.threads(),
            new TimeLimits(rules.taskTimeout(), rules.maxTaskTimeout()),
            new Duplicates(rules.duplicates()),
            ports.inFlight(),
            quarantine,
            attempts,
            pace,
            gate,
            statistics);
    settlementRules = new SettlementRules(rules.failures(), ports.random());
  }

  /** Looks after what it holds once a second from now on. */
  void start() {
    loop.after(Leases.TICK, this::tick);
  }

  Slots slots() {
    return slots;
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
    return settlements.beingAcknowledged() + settlements.goingBack() + letters;
  }

  /** Begins what may begin, and sends what has gathered. */
  void act() {
    beginReady();
    settlements.send();
  }

  /** Sends what has gathered, whatever it waits for: the worker leaves. */
  void sendNow() {
    settlements.sendNow();
  }

  // What arrives and waits.

  void arrived(List<Delivery> deliveries) {
    var now = loop.moment();
    var clock = loop.now();
    for (var delivery : deliveries) {
      if (book.find(delivery.ackId()).isPresent()) {
        // Sent twice: what becomes of the first holds for both.
        continue;
      }
      statistics.count(TaskEvent.RECEIVED);
      statistics.delivered(Duration.between(delivery.task().publishTime(), clock));
      var task = new LeasedTask(delivery, new Lease(delivery.ackId(), now));
      book.enter(task);
      if (!goesOn.getAsBoolean()) {
        settlements.returnWithLine(task, Duration.ZERO);
      } else if (task.keyed()) {
        lineUp(task);
      } else {
        waiting.makeReady(task);
      }
    }
    beginReady();
  }

  private void lineUp(LeasedTask task) {
    if (waiting.keys().isStuck(task.key())) {
      settlements.refuse(task, BEHIND_STUCK);
    } else {
      waiting.lineUp(task).ifPresent(settlements::forsake);
    }
  }

  private void rested(LeasedTask task) {
    if (pubSubGivesUp(task)) {
      settlements.nackAhead(task);
    } else {
      waiting.makeReady(task);
    }
    changed.run();
  }

  /** Where Pub/Sub alone gives tasks up, it has to count each attempt. */
  private boolean pubSubGivesUp(LeasedTask task) {
    return !rules.failures().deadLetters() && task.delivery().count() > 0;
  }

  /** What has not begun goes to others: it will not begin here. */
  void nackWaiting() {
    settlements.returnAll(waiting.clear(), Duration.ZERO);
  }

  // What begins.

  private void beginReady() {
    if (waiting.size() == 0) {
      return;
    }
    if (gate.down().isPresent()) {
      nackWaiting();
    }
    var allowed = pace.allowed(waiting.ready(), 0);
    while (allowed > 0 && waiting.ready() > 0 && mayBegin()) {
      begin(waiting.nextReady());
      allowed--;
    }
  }

  private boolean mayBegin() {
    return slots.free() > 0
        && gate.room() > 0
        && quarantine.room(slots.busy()) > 0
        && goesOn.getAsBoolean();
  }

  private void begin(LeasedTask task) {
    switch (starts.verdict(task, slots)) {
      case RUNS -> run(task, starts.work(task));
      case SUCCEEDED_ALREADY -> {
        log.info("Task {} is a duplicate of one that succeeded.", task.task().id());
        settlements.acknowledge(task, TaskState.Done.DUPLICATE);
      }
      case RUNS_ALREADY, WAITS_TO_BE_ALONE ->
          settlements.returnWithLine(
              task, rules.failures().backoff().delay(1, ports.random().getAsDouble()));
      case CRASHES -> crashes(starts.work(task));
    }
  }

  /** It is settled as the outcome of a run would be: there may be no dead-letter topic. */
  private void crashes(RunningTask work) {
    settle(work, () -> settlementRules.settlement(work, Optional.of(TaskStarter.CRASHED)));
  }

  private void run(LeasedTask task, RunningTask work) {
    task.failedHere(false);
    book.is(task, new TaskState.Running(work));
    starts.begins(work);
    slots.start(work);
  }

  // What ends.

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
      settlements.returnAll(waiting.keys().waitingFor(task.key()), BEHIND_STUCK);
    }
  }

  private void decide(RunningTask work, RunResult ending) {
    settle(
        work,
        () -> {
          var outcome = gate.ended(work, ending);
          starts.decided(work, outcome);
          if (!work.stuck()) {
            starts.over(work);
          }
          prefetch.ended(
              work.held(),
              outcome.filter(Outcome.Ack.class::isInstance).isPresent(),
              work.began().until(loop.moment()));
          return settlementRules.settlement(work, outcome);
        });
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
    if (work.stuck()) {
      starts.over(work);
    }
    if (work.held().keyed()) {
      waiting.keys().runEnded(work);
      waiting.moveOn(work.held().key());
    }
    beginReady();
    batcher.ended(slots.busy() == 0);
  }

  private void settle(LeasedTask task, RunningTask work, Settlement settlement) {
    if (settlement instanceof Settlement.Acknowledge) {
      settlements.acknowledge(task, TaskState.Done.SUCCESS);
    } else if (settlement instanceof Settlement.Discard discard) {
      log.info("Task {} is dropped: {}", task.task().id(), discard.reason());
      settlements.acknowledge(task, TaskState.Done.DROPPED);
    } else if (task.lease().lost()) {
      log.warn("Task {} ended without its lease; it may run elsewhere.", task.task().id());
      settlements.forsake(task);
    } else if (settlement instanceof Settlement.Nack later) {
      statistics.count(TaskEvent.FAILED);
      retry(task, work, later);
    } else if (settlement instanceof Settlement.Forward forward) {
      forward(task, work, forward);
      statistics.count(TaskEvent.FAILED);
    } else {
      statistics.count(TaskEvent.INTERRUPTED);
      settlements.returnWithLine(task, Duration.ZERO);
    }
  }

  private void retry(LeasedTask task, RunningTask work, Settlement.Nack later) {
    attempts.failed(task.task().id(), work.startedAt());
    statistics.count(TaskEvent.RETRIED);
    task.failedHere(true);
    failures
        .tell(later.failure(), loop.moment())
        .ifPresent(
            what ->
                log.warn(
                    "Task {} failed in attempt {} and runs again in {} s: {}",
                    task.task().id(),
                    work.run().attempt(),
                    later.delay().toSeconds(),
                    what));
    if (!task.keyed()) {
      settlements.nack(task, later.delay());
    } else if (work.stuck() || !goesOn.getAsBoolean()) {
      settlements.nackWithLine(task, work.stuck() ? BEHIND_STUCK : Duration.ZERO);
    } else {
      rest(task, later.delay());
    }
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
    again.failedHere(true);
    settlements.forsake(task);
    return again;
  }

  private void forward(LeasedTask task, RunningTask work, Settlement.Forward forward) {
    var id = task.task().id();
    var firstSeen = attempts.firstSeen(id, work.startedAt());
    var attempt = work.run().attempt();
    var letter = DeadLetter.of(task.task(), forward.failure(), attempt, firstSeen, rules.origin());
    failures
        .tell(forward.failure(), loop.moment())
        .ifPresent(what -> log.warn("Task {} becomes a dead letter: {}", id, what));
    book.is(task, TaskState.BEING_BURIED);
    letters++;
    loop.onResult(
        store(letter),
        (stored, refusal) -> {
          letters--;
          if (refusal == null) {
            settlements.acknowledge(task, TaskState.Done.DEAD_LETTER);
          } else {
            log.warn("A dead letter was not stored: {}", refusal.getMessage());
            notForwarded(task, work, settlementRules.again(work, forward.failure()));
          }
          changed.run();
        });
  }

  private CompletableFuture<Void> store(DeadLetter letter) {
    try {
      return ports.deadLetters().publish(letter);
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

  // What is lost.

  private void lost(Set<String> ackIds) {
    ackIds.stream().map(book::find).flatMap(Optional::stream).forEach(this::lost);
  }

  private void renewalsAnswered(boolean byPubSub) {
    if (byPubSub) {
      source.reached();
    }
    changed.run();
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

  // Once a second.

  private void tick() {
    var now = loop.moment();
    leases.look(book.leases());
    var limit = now.plus(prefetch.patience(now).negated());
    for (var late = waiting.readySince(limit); late.isPresent(); late = waiting.readySince(limit)) {
      settlements.returnWithLine(late.get(), Duration.ZERO);
    }
    settlements.returnAll(waiting.keys().giveUpWaiting(now), Duration.ZERO);
    check();
    changed.run();
    loop.after(Leases.TICK, this::tick);
  }

  /** Every task in hand has a run, a wait or a settlement; one without would be leased for ever. */
  private void check() {
    var held = book.count();
    var known =
        new StateCounts(
            book.inLine(),
            waiting.ready(),
            waiting.resting(),
            slots.runs(),
            letters,
            settlements.beingAcknowledged(),
            settlements.goingBack(),
            0);
    if (!held.equals(known) || waiting.keys().waiting() != book.inLine()) {
      throw new IllegalStateException(
          "The loop lost track of a task: it holds " + held + " but looks after " + known + ".");
    }
  }
}
