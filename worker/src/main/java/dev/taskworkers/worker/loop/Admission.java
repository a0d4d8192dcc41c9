// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import dev.taskworkers.worker.telemetry.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the tasks that arrive, and lets each begin when its turn has come and slots, handler and
 * rates allow it. Belongs to the loop.
 */
final class Admission {
  /** When a task comes again whose key is held up by a run that was given up and goes on. */
  static final Duration BEHIND_STUCK = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final LoopSettings rules;
  private final LoopDependencies ports;
  private final Loop loop;
  private final TaskRegistry book;
  private final WaitingRoom waiting;
  private final Settlements settlements;
  private final Runs runs;
  private final Slots slots;
  private final StartLimits limits;
  private final Statistics statistics;
  private final Consumer<RunningTask> crashes;

  /**
   * @param crashes hears of each task that would crash the worker
   */
  Admission(
      LoopSettings rules,
      LoopDependencies ports,
      TaskRegistry book,
      WaitingRoom waiting,
      Settlements settlements,
      Runs runs,
      Slots slots,
      StartLimits limits,
      Statistics statistics,
      Consumer<RunningTask> crashes) {
    this.rules = rules;
    this.ports = ports;
    loop = ports.loop();
    this.book = book;
    this.waiting = waiting;
    this.settlements = settlements;
    this.runs = runs;
    this.slots = slots;
    this.limits = limits;
    this.statistics = statistics;
    this.crashes = crashes;
  }

  /**
   * @param permits what each of them takes up
   */
  void arrived(List<Delivery> deliveries, Function<Delivery, Permit> permits) {
    var now = loop.moment();
    var clock = loop.now();
    for (var delivery : deliveries) {
      // One that is sent twice: what becomes of the first holds for both.
      book.enter(delivery, permits.apply(delivery), now)
          .ifPresent(
              task -> {
                statistics.count(TaskEvent.RECEIVED);
                statistics.delivered(Duration.between(delivery.task().publishTime(), clock));
                takeIn(task);
              });
    }
    beginReady();
  }

  private void takeIn(LeasedTask task) {
    if (!limits.goesOn()) {
      settlements.returnWithLine(task, Duration.ZERO);
    } else if (task.keyed()) {
      lineUp(task);
    } else {
      waiting.makeReady(task);
    }
  }

  private void lineUp(LeasedTask task) {
    if (waiting.keys().isStuck(task.key())) {
      settlements.refuse(task, BEHIND_STUCK);
    } else {
      waiting.lineUp(task).ifPresent(settlements::forsake);
    }
  }

  /** The task's rest is over. */
  void rested(LeasedTask task) {
    if (pubSubGivesUp(task)) {
      settlements.nackAhead(task);
    } else {
      waiting.makeReady(task);
    }
  }

  /** Where Pub/Sub alone gives tasks up, it has to count each attempt. */
  private boolean pubSubGivesUp(LeasedTask task) {
    return !rules.failures().deadLetters() && task.delivery().count() > 0;
  }

  /**
   * What has not begun goes to others: it will not begin here. What rests after a failure takes the
   * rest of its back-off along, for it may be what brought the handler down.
   */
  void nackWaiting() {
    var now = loop.moment();
    for (var rest : waiting.clearRests()) {
      settlements.returnWithLine(rest.task(), rest.left(now));
    }
    settlements.returnAll(waiting.clear(), Duration.ZERO);
  }

  /** What could have begun since {@code limit} goes to others. */
  void nackReadySince(Moment limit) {
    for (var late = waiting.readySince(limit); late.isPresent(); late = waiting.readySince(limit)) {
      settlements.returnWithLine(late.get(), Duration.ZERO);
    }
  }

  /** Begins what may begin. */
  void beginReady() {
    if (waiting.size() == 0) {
      return;
    }
    if (limits.handlerDown().isPresent()) {
      nackWaiting();
    }
    var allowed = limits.allowed(waiting.ready(), 0);
    while (allowed > 0 && waiting.ready() > 0 && mayBegin()) {
      begin(waiting.nextReady());
      allowed--;
    }
  }

  private boolean mayBegin() {
    return slots.free() > 0 && limits.room(slots.busy()) > 0 && limits.goesOn();
  }

  private void begin(LeasedTask task) {
    if (limits.postpones(task, runs.attempt(task))) {
      settlements.returnWithLine(task, limits.postponement());
      return;
    }
    switch (runs.ran(task)) {
      case DONE -> {
        log.info("Task {} is a duplicate of one that succeeded.", task.task().id());
        settlements.acknowledge(task, TaskState.Done.DUPLICATE);
      }
      case RUNS_NOW -> returnFor(task, runs.goesBack(task));
      case NEW -> beginUnlessItCrashes(task);
    }
  }

  private void beginUnlessItCrashes(LeasedTask task) {
    switch (limits.verdict(task.task().id(), slots)) {
      case BEGINS -> slots.start(runs.begin(task));
      case WAITS -> returnFor(task, 1);
      case CRASHES -> crashes.accept(runs.work(task));
    }
  }

  /** Ever longer, for each delivery may be one of few. */
  private void returnFor(LeasedTask task, int times) {
    settlements.returnWithLine(
        task, rules.failures().backoff().delay(times, ports.random().getAsDouble()));
  }
}
