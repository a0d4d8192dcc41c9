package dev.taskworkers.worker.run;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.drain.Cordon;
import dev.taskworkers.worker.duplicates.Duplicates;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.lease.Leases;
import dev.taskworkers.worker.lease.Settler;
import dev.taskworkers.worker.pace.Pace;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.pull.Puller;
import dev.taskworkers.worker.pull.StreamPuller;
import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.telemetry.Status;
import dev.taskworkers.worker.time.Cancellable;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.CancelReason;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.KeyLines;
import dev.taskworkers.worker.work.Run;
import dev.taskworkers.worker.work.Slots;
import dev.taskworkers.worker.work.TimeLimits;
import dev.taskworkers.worker.work.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a worker: pulls what fits into the free slots, runs it, settles it, and leaves
 * without losing anything. Every method runs on the loop.
 */
public final class TaskLoop implements Intake.Listener, Slots.Listener, Endings.Followers {
  /** How long a drain waits for a pull that is out, because ending it may strand tasks. */
  static final Duration PULL_PATIENCE = Duration.ofSeconds(1);

  /** How long tasks may be under way that Pub/Sub sent before it had the one before them back. */
  static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /** A task that was running in so many crashes does not run again: it may be what crashes. */
  static final int CRASHES = 2;

  private static final Outcome CRASHER =
      new Outcome.DeadLetter(
          Failure.of("crash", "It was running in " + CRASHES + " crashes of its container."));

  /** How long the last settlements may take when time is up. */
  static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(TaskLoop.class);

  private final Rules rules;
  private final Timer timer;
  private final Executor threads;
  private final Intake intake;
  private final Leases leases;
  private final Slots slots;
  private final Settler settler;
  private final Endings endings;
  private final InFlight inFlight;
  private final TimeLimits timeLimits;
  private final Pace pace;
  private final Duplicates duplicates;
  private final KeyLines keys = new KeyLines();
  private final Attempts attempts = new Attempts();
  private final Statistics statistics = new Statistics();
  private final FreeSlots freeSlots = new FreeSlots();
  private final Cordon cordon;
  private final Gathering gathering;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final Instant startedAt;
  private Cancellable idleExit = () -> {};
  private boolean idle;
  private boolean draining;
  private boolean throttled;

  public TaskLoop(Rules rules, Ports ports) {
    this.rules = rules;
    var random = ports.random();
    threads = ports.threads();
    inFlight = ports.inFlight();
    timeLimits = new TimeLimits(rules.taskTimeout(), rules.maxTaskTimeout());
    timer = ports.timer().on(ports.loop());
    startedAt = timer.now();
    duplicates = new Duplicates(rules.duplicates());
    pace = new Pace(rules.rateLimits(), timer, this::next);
    intake = intake(ports);
    gathering = new Gathering(timer, this::next);
    cordon = new Cordon(timer, intake::cancel, this::next);
    leases = new Leases(ports.subscription(), timer, ports.loop());
    slots = new Slots(rules.slots(), ports.runner(), timer, ports.loop(), this);
    settler =
        new Settler(
            ports.subscription(),
            ports.deadLetters(),
            leases,
            timer,
            ports.loop(),
            random,
            this::next);
    endings = new Endings(rules, random, intake, leases, settler, statistics, attempts, this);
  }

  private Intake intake(Ports ports) {
    return switch (rules.pull()) {
      case UNARY -> new Puller(ports.subscription(), timer, ports.loop(), ports.random(), this);
      case STREAMING ->
          new StreamPuller(
              ports.subscription(), rules.slots(), timer, ports.loop(), ports.random(), this);
    };
  }

  /** Completes when a drain is over: nothing is held any more. */
  public CompletableFuture<Void> drained() {
    return drained;
  }

  /** Begins to pull. */
  public void start() {
    next();
  }

  /** Pulls no more for a minute, unless it is told so again; running tasks go on. */
  public void cordon() {
    cordon.renew();
    next();
  }

  /** Takes {@link #cordon} back. */
  public void uncordon() {
    cordon.lift();
  }

  /** The pool has so many workers, which share what it may start. */
  public void share(int pods) {
    pace.share(pods);
  }

  /** Leaves: pulls no more, lets running tasks finish within the grace period. */
  public void drain(String why) {
    if (draining) {
      return;
    }
    draining = true;
    log.info("Draining, because {}; tasks running: {}.", why, slots.busy());
    endings.giveBackHeld(keys.clear());
    timer.after(PULL_PATIENCE, intake::cancel);
    timer.after(rules.grace().untilStop(), () -> slots.cancelAll(CancelReason.DRAIN));
    timer.after(rules.grace().untilGiveBack(), () -> leaveNow("the grace period is over"));
    next();
  }

  /** Leaves at once: gives every task back, also those that run. */
  public void leaveNow(String why) {
    drain(why);
    intake.cancel();
    slots.cancelAll(CancelReason.DRAIN);
    slots.abandonAll();
    timer.after(LAST_WORDS, () -> drained.complete(null));
    next();
  }

  /** Why no task can be done at the moment, or empty. */
  public Optional<String> problem() {
    return draining ? Optional.of("The worker is draining.") : intake.problem();
  }

  /** Why this process should be replaced, or empty. */
  public Optional<String> stuck() {
    return slots.abandoned() < rules.slots()
        ? Optional.empty()
        : Optional.of("Every slot is held by a task that does not end though it was told to stop.");
  }

  public Status status() {
    var now = timer.now();
    return new Status(
        now,
        startedAt,
        rules.slots(),
        slots.busy() + keys.waiting(),
        slots.abandoned(),
        freeSlots.since(),
        draining,
        cordon.holds() && !intake.outstanding(),
        intake.outstanding(),
        throttled,
        statistics.counters(),
        slots.oldestStart().map(start -> Duration.between(start, now)).orElse(Duration.ZERO),
        statistics.taskTime(),
        statistics.waitTime(),
        statistics.age());
  }

  @Override
  public void pulled(int asked, List<Delivery> deliveries) {
    statistics.received(deliveries.size());
    var now = timer.now();
    deliveries.forEach(
        delivery -> statistics.delivered(Duration.between(delivery.task().publishTime(), now)));
    freeSlots.answered(asked, deliveries.size());
    var fitting = draining ? 0 : Math.min(free(), deliveries.size());
    deliveries.subList(0, fitting).forEach(this::take);
    endings.giveBackUnstarted(deliveries.subList(fitting, deliveries.size()));
    next();
  }

  @Override
  public void pullingChanged() {
    next();
  }

  @Override
  public void slotFreed() {
    gathering.ended(slots.busy() == 0);
  }

  @Override
  public void ended(Work work, Outcome outcome) {
    inFlight.ended(work.task().id());
    var now = timer.now();
    duplicates.ended(work.task(), outcome instanceof Outcome.Ack, now);
    statistics.ended(Duration.between(work.startedAt(), now));
    if (work.lease().held()) {
      endings.settle(work, outcome);
    } else {
      log.warn("Task {} ended without its lease; it may run elsewhere.", work.task().id());
    }
  }

  @Override
  public void done(Work work) {
    var key = work.task().orderingKey();
    if (draining || statistics.counters().started() >= rules.maxTasks()) {
      endings.giveBackHeld(keys.clear());
    } else {
      keys.next(key).ifPresent(this::begin);
    }
  }

  @Override
  public void comesBack(Work work) {
    var key = work.task().orderingKey();
    if (!key.isEmpty()) {
      var id = work.task().id();
      endings.giveBackHeld(keys.breakUp(key, id));
      timer.after(UNDER_WAY, () -> keys.open(key, id));
    }
  }

  private void take(Delivery delivery) {
    var held = new Held(delivery);
    held.with(leases.take(delivery.ackId(), intake.firstLease(), () -> lost(held)));
    switch (keys.enter(held)) {
      case BEGINS -> begin(held);
      case COMES_TOO_EARLY -> endings.giveBackHeld(List.of(held));
      case WAITS -> {}
    }
  }

  private void begin(Held held) {
    var now = timer.now();
    var task = held.delivery().task();
    var attempt = attempts.next(task.id(), held.delivery().count());
    var run = new Run(attempt, now.plus(timeLimits.of(task)), threads);
    var work = held.begin(run, now);
    switch (duplicates.of(task, now)) {
      case DONE -> endings.suppress(work);
      case RUNS_NOW -> endings.postpone(work);
      case NEW -> begin(work, now);
    }
  }

  private void begin(Work work, Instant now) {
    var task = work.task();
    if (inFlight.crashes(task.id()) >= CRASHES) {
      endings.settle(work, CRASHER);
      return;
    }
    duplicates.begins(task);
    inFlight.begins(task.id());
    statistics.started();
    pace.started();
    if (work.run().attempt() == 1) {
      statistics.waited(Duration.between(task.publishTime(), now));
    }
    slots.start(work);
  }

  private void lost(Held held) {
    statistics.leaseLost();
    intake.ended(held.lease().ackId());
    log.warn("The lease of task {} is lost; it ends here.", held.delivery().task().id());
    held.work()
        .ifPresentOrElse(
            work -> {
              slots.cancel(work, CancelReason.LEASE_LOST);
              comesBack(work);
            },
            () -> keys.remove(held));
  }

  /** Whatever has changed: pulls, or leaves. */
  private void next() {
    if (gathering.waiting()) {
      return;
    }
    settler.send();
    var left = rules.maxTasks() - statistics.counters().started();
    if (left <= 0) {
      drain("it has run as many tasks as it may");
    }
    var room = draining || cordon.holds() ? 0 : room(left);
    var allowed = pace.allowed(room, keys.waiting());
    throttled = allowed == 0 && room > 0;
    intake.want(allowed);
    freeSlots.observe(free() > 0 && intake.asking() && intake.problem().isEmpty(), timer.now());
    watchIdleness();
    if (draining && !slots.running() && settler.pending() == 0 && !intake.outstanding()) {
      drained.complete(null);
    }
  }

  /** Settlements hold their messages too: at most as many again as there are slots. */
  private int room(long left) {
    var room = Math.min(free(), free() + rules.slots() - settler.pending());
    return (int) Math.max(0, Math.min(room, left - keys.waiting()));
  }

  /** Slots that neither run a task nor hold one that waits for its ordering key. */
  private int free() {
    return slots.free() - keys.waiting();
  }

  private void watchIdleness() {
    var idleNow =
        !draining
            && !throttled
            && slots.busy() == 0
            && settler.pending() == 0
            && intake.problem().isEmpty();
    if (idleNow == idle || rules.idleExit().equals(Rules.NO_IDLE_EXIT)) {
      return;
    }
    idle = idleNow;
    idleExit.cancel();
    if (idle) {
      idleExit = timer.after(rules.idleExit(), () -> drain("there was nothing to do"));
    }
  }
}
