package dev.taskworkers.worker.loop;

import dev.taskworkers.worker.execution.Slots;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import dev.taskworkers.worker.pull.TaskSource;
import dev.taskworkers.worker.telemetry.FreeSlots;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The heart of a worker: pulls what fits into the free slots, runs it, settles it, and leaves
 * without losing anything. Every method runs on the loop, except that any thread may ask for {@link
 * #draining}, {@link #drained} and {@link #report}.
 */
public final class TaskLoop implements TaskSource.Listener {
  private final Timer timer;
  private final TaskSource source;
  private final RateLimiter pace;
  private final Cordon cordon;
  private final AckBatcher batcher;
  private final HandlerGate gate;
  private final Prefetch prefetch;
  private final LeasedTasks tasks;
  private final Admission admission;
  private final Slots slots;
  private final PullDemand demand;
  private final FreeSlots freeSlots = new FreeSlots();
  private final Drain drain;
  private final IdleExit idleExit;
  private final SelfReport report;

  public TaskLoop(LoopSettings rules, LoopDependencies ports) {
    timer = ports.loop();
    var statistics = new Statistics();
    source = ports.source(rules, this);
    pace = new RateLimiter(rules.rateLimits(), timer, this::next);
    cordon = new Cordon(timer, source::cancel, this::next);
    batcher = new AckBatcher(timer, this::next);
    gate =
        new HandlerGate(
            ports.readiness(),
            rules.slots(),
            ports.runner()::batcher,
            ports.loop(),
            ports.random(),
            this::moreMayBeginNow);
    var quarantine = new Quarantine(ports.inFlight(), timer, this::moreMayBeginNow);
    prefetch = new Prefetch(rules.slots(), !rules.rateLimits().any(), timer);
    tasks =
        new LeasedTasks(
            rules,
            ports,
            source,
            gate,
            quarantine,
            pace,
            statistics,
            this::goesOn,
            batcher,
            prefetch,
            this::next);
    admission = tasks.admission();
    slots = tasks.slots();
    demand =
        new PullDemand(
            rules.maxTasks(), slots, tasks, pace, gate, quarantine, cordon, statistics, prefetch);
    drain = new Drain(rules.grace(), timer, source, slots, admission::nackWaiting, this::next);
    idleExit = new IdleExit(rules.idleExit(), timer, drain::begin);
    report =
        new SelfReport(
            rules.origin(),
            timer,
            tasks,
            freeSlots,
            source,
            demand,
            pace,
            gate,
            cordon,
            drain,
            statistics);
  }

  /** Begins to pull as soon as the handler is ready. */
  public void start() {
    tasks.start();
    gate.start();
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
    drain.begin(why);
  }

  /** Leaves within a shorter time than the grace period, because the machine goes. */
  public void hurry(String why, Duration left) {
    drain.hurry(why, new GracePeriod(left));
  }

  /** Leaves at once: gives every task back, also those that run. */
  public void leaveNow(String why) {
    drain.leaveNow(why);
  }

  /** Completes when a drain begins. */
  public CompletableFuture<Void> draining() {
    return drain.beginning();
  }

  /** Completes when a drain is over: nothing is held any more. */
  public CompletableFuture<Void> drained() {
    return drain.over();
  }

  /** What it tells of itself, which is asked on the loop. */
  public SelfReport report() {
    return report;
  }

  @Override
  public void pulled(int asked, List<Delivery> deliveries, Function<Delivery, Permit> permits) {
    freeSlots.answered(deliveries.size());
    prefetch.answered(asked, deliveries.size());
    admission.arrived(deliveries, permits);
    next();
  }

  @Override
  public void pullingChanged() {
    next();
  }

  private boolean goesOn() {
    return !drain.begun() && !demand.spent();
  }

  /** A stream that was opened for the one task on trial would keep its limit. */
  private void moreMayBeginNow() {
    source.renew();
    next();
  }

  /** Whatever has changed: pulls, or leaves. */
  private void next() {
    if (batcher.waiting()) {
      return;
    }
    tasks.act();
    if (drain.leaving()) {
      tasks.sendNow();
    }
    if (demand.spent()) {
      drain.begin("it has run as many tasks as it may");
    }
    source.want(demand.now(drain.begun()), tasks.awaitAHead());
    var serving = source.problem().isEmpty();
    freeSlots.observe(demand.free() > 0 && source.asking() && serving, timer.moment());
    idleExit.observe(idle());
    drain.look(tasks.inHand());
  }

  private boolean idle() {
    return !drain.begun()
        && !demand.throttled()
        && gate.room() > 0
        && slots.busy() == 0
        && tasks.inHand() == 0
        && source.asking();
  }
}
