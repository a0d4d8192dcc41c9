// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Permit;
import dev.taskworkers.worker.pull.TaskSource;
import dev.taskworkers.worker.telemetry.Statistics;
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
  private final TaskSource source;
  private final TaskRunner runner;
  private final AckBatcher batcher;
  private final StartLimits limits;
  private final Prefetch prefetch;
  private final LeasedTasks tasks;
  private final Admission admission;
  private final Slots slots;
  private final PullDemand demand;
  private final PullControl pulls;
  private final Drain drain;
  private final IdleExit idleExit;
  private final SelfReport report;

  public TaskLoop(LoopSettings rules, LoopDependencies ports) {
    var timer = ports.loop();
    var statistics = new Statistics();
    source = ports.source(rules, this);
    runner = ports.runner();
    batcher = new AckBatcher(timer, this::next);
    limits = new StartLimits(rules, ports, this::leaving, this::next, this::moreMayBeginNow);
    prefetch = new Prefetch(rules.slots(), !rules.rateLimits().any(), timer);
    tasks = new LeasedTasks(rules, ports, limits, prefetch, statistics, new TaskEvents());
    admission = tasks.admission();
    slots = tasks.slots();
    demand = new PullDemand(rules, tasks, limits, prefetch, statistics);
    pulls = new PullControl(source, demand, timer, this::next);
    drain = new Drain(rules.grace(), timer, source, slots, admission::nackWaiting, this::next);
    drain.beginning().thenRun(tasks::leave);
    idleExit = new IdleExit(rules.idleExit(), timer, drain::begin);
    report = new SelfReport(rules.origin(), timer, tasks, pulls, limits, drain, statistics);
  }

  /** Begins to pull as soon as the handler is ready. */
  public void start() {
    tasks.start();
    limits.start();
  }

  /** Pulls no more for a minute, unless it is told so again; running tasks go on. */
  public void cordon() {
    pulls.cordon();
    next();
  }

  /** Takes {@link #cordon} back. */
  public void uncordon() {
    pulls.uncordon();
  }

  /** What this worker may start of what the pool may. */
  public void share(RateShare share) {
    limits.share(share);
  }

  /** Leaves as it is told to: pulls no more, lets running tasks finish within the grace period. */
  public void drain(String why) {
    drain.obey(why);
  }

  /** Leaves because it wants to, while nobody hurries it or has told its handler to leave. */
  public void drainByItself(String why) {
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
    pulls.answered(deliveries.size());
    prefetch.answered(asked, deliveries.size());
    admission.arrived(deliveries, permits);
    next();
  }

  @Override
  public void pullingChanged() {
    next();
  }

  private StartLimits.Leaving leaving() {
    if (drain.told()) {
      return StartLimits.Leaving.TOLD;
    }
    return drain.begun() || demand.spent()
        ? StartLimits.Leaving.BY_ITSELF
        : StartLimits.Leaving.NOT;
  }

  /** A stream that was opened for the one task on trial would keep its limit. */
  private void moreMayBeginNow() {
    source.endStream();
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
    pulls.ask(drain.begun(), tasks.awaitAHead());
    if (noneMayBegin() && !drain.leaving()) {
      runner.beginGathered();
    }
    idleExit.observe(idle());
    drain.look(tasks.inHand());
  }

  /** Whether a batch that is not full would wait in vain. */
  private boolean noneMayBegin() {
    return drain.begun() || pulls.asksForNone() || limits.room(slots.busy()) == 0;
  }

  private boolean idle() {
    return !drain.begun()
        && !demand.throttled()
        && limits.handlerTakesTasks()
        && slots.busy() == 0
        && tasks.inHand() == 0
        && source.asking();
  }

  /** What goes on beside the tasks. */
  private final class TaskEvents implements LeasedTasks.Listener {
    @Override
    public void changed() {
      next();
    }

    @Override
    public void slotFreed(boolean last) {
      batcher.ended(last);
    }

    @Override
    public void reached() {
      source.reached();
    }
  }
}
