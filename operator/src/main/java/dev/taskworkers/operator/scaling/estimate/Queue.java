// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.estimate;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Dead reckoning of the waiting tasks: Q(now) = Q(anchor) + arrivals − starts, both since the
 * anchor.
 */
final class Queue {
  /** Slots that are free now can't work off what comes later. */
  private static final Duration STEP = Duration.ofSeconds(5);

  private final Arrivals arrivals;
  private final ArrivalRate rate;
  private final History history;

  Queue(Arrivals arrivals, ArrivalRate rate, History history) {
    this.arrivals = arrivals;
    // No pod is kept for tasks so rare, and none is asked for before one of them has shown.
    this.rate =
        arrivals.listening() || rate.perSecond() >= Estimate.RAREST_PER_SECOND
            ? rate
            : ArrivalRate.UNKNOWN;
    this.history = history;
  }

  /**
   * From an anchor at {@code from} with {@code waiting} tasks, by starts that workers reported.
   * What they gave back unfinished waits again. Before they were heard for the first time they are
   * taken to have started what they could.
   */
  double rolledByReports(
      Instant from, double waiting, Policy policy, double taskSeconds, Instant now) {
    var heard = history.firstReported().filter(from::isBefore);
    if (heard.isPresent()) {
      var ready = history.at(from).map(History.Tick::ready).orElse(0);
      var then = flow(waiting, from, heard.get(), policy.startRate(ready, taskSeconds));
      return rolledByReports(heard.get(), then, now);
    }
    return rolledByReports(from, waiting, now);
  }

  private double rolledByReports(Instant from, double waiting, Instant now) {
    var started = history.grown(Service::started, from, now);
    var returned = history.grown(Service::returned, from, now);
    return Math.max(0, waiting + arrived(from, now) + returned - started);
  }

  /**
   * The tasks that are there now, running ones included, from an anchor at {@code from} with {@code
   * inSystem}: by a fluid model for workers that don't report. Each task that runs ends after S on
   * average; as many run as there are, up to what ready pods keep running, {@code ready · c} or
   * what a rate limit allows. Replayed tick by tick, because pods came and went.
   *
   * <p>A pod that may start few has saved a start when it is ready, and saves no more than one.
   *
   * <pre>
   *   dN/dt = λ − min(N, running)/S
   * </pre>
   */
  double inSystemByModel(
      Instant from, double inSystem, Policy policy, double taskSeconds, Instant now) {
    var ready = history.at(from).map(History.Tick::ready).orElse(0);
    var model = new Model(policy, taskSeconds, Math.max(0, inSystem));
    var at = from;
    for (var tick : history.ticks()) {
      if (tick.at().isAfter(at)) {
        model.turnOver(at, tick.at(), ready);
        at = tick.at();
        ready = model.becomeReady(ready, tick.ready());
      }
    }
    model.turnOver(at, now, ready);
    return model.tasks;
  }

  /** Tasks that run and end by a fluid model. */
  private final class Model {
    private final Policy policy;
    private final double taskSeconds;
    private double tasks;
    private double saved;

    Model(Policy policy, double taskSeconds, double tasks) {
      this.policy = policy;
      this.taskSeconds = taskSeconds;
      this.tasks = tasks;
    }

    /** New pods may start a task at once, whatever rate they keep to. */
    int becomeReady(int before, int ready) {
      saved += Math.max(0, ready - before);
      return ready;
    }

    /** Ends no more than all slots can, and no more than if every task had one. */
    void turnOver(Instant from, Instant to, int ready) {
      var capacity = policy.startRate(ready, taskSeconds);
      var room = policy.startsFew(taskSeconds) ? ready : 0;
      for (var at = from; at.isBefore(to); ) {
        var next = Seconds.earlier(to, at.plus(STEP));
        var seconds = Seconds.between(at, next);
        var came = arrived(at, next);
        var steady = came / seconds * taskSeconds;
        var allRun = steady + (tasks - steady) * Math.exp(-seconds / taskSeconds);
        var most = capacity * seconds + Math.min(saved, room);
        var left = Math.max(0, Math.max(allRun, tasks + came - most));
        saved = Math.max(0, Math.min(room, most - (tasks + came - left)));
        tasks = left;
        at = next;
      }
    }
  }

  private double flow(double waiting, Instant from, Instant to, double capacity) {
    var then = waiting;
    for (var at = from; at.isBefore(to); ) {
      var next = Seconds.earlier(to, at.plus(STEP));
      var started = capacity * Seconds.between(at, next);
      then = Math.max(0, then + arrived(at, next) - started);
      at = next;
    }
    return then;
  }

  private double arrived(Instant from, Instant to) {
    var told = arrivals.listening() ? toldFrom().orElse(from) : from;
    return told.isBefore(to) ? since(Seconds.later(from, told), to) : 0;
  }

  /**
   * What was counted first tells of the time before it, for no longer than it has lasted: the first
   * task that a new doorbell hears is no rate at which tasks have come since the last sample.
   */
  private Optional<Instant> toldFrom() {
    return arrivals
        .countedFrom()
        .map(first -> first.minusSeconds(arrivals.spread(first, arrivals.countedUntil())));
  }

  private double since(Instant from, Instant to) {
    if (!arrivals.listening()) {
      return rate.perSecond() * Seconds.between(from, to);
    }
    var until = arrivals.countedUntil();
    var counted = Seconds.earlier(to, until);
    var tasks = counted.isAfter(from) ? arrivals.between(from, counted) : 0;
    return (Double.isNaN(tasks) ? rate.perSecond() * Seconds.between(from, counted) : tasks)
        + notCounted(Seconds.later(from, until), to, until);
  }

  private double notCounted(Instant from, Instant to, Instant until) {
    return from.isBefore(to)
        ? rate.expectedWithin(Seconds.between(until, to))
            - rate.expectedWithin(Seconds.between(until, from))
        : 0;
  }
}
