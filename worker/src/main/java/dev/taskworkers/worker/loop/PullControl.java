// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.pull.TaskSource;
import dev.taskworkers.worker.telemetry.FreeSlots;
import java.util.Optional;

/**
 * Asks for as many tasks as are wanted, unless the worker is cordoned, and knows since when a slot
 * has been free in spite of that. Belongs to the loop.
 */
final class PullControl {
  private final TaskSource source;
  private final PullDemand demand;
  private final Timer timer;
  private final Cordon cordon;
  private final FreeSlots freeSlots = new FreeSlots();

  /**
   * @param changed hears that a cordon is over
   */
  PullControl(TaskSource source, PullDemand demand, Timer timer, Runnable changed) {
    this.source = source;
    this.demand = demand;
    this.timer = timer;
    cordon = new Cordon(timer, source::cancel, changed);
  }

  /**
   * Asks for what is wanted now.
   *
   * @param oneIsAwaited whether tasks in hand wait for one that is to come again
   */
  void ask(boolean leaving, boolean oneIsAwaited) {
    source.want(demand.now(leaving || cordon.holds()), oneIsAwaited);
    var serving = source.problem().isEmpty();
    freeSlots.observe(demand.free() > 0 && source.asking() && serving, timer.moment());
  }

  /** Pub/Sub has sent so many tasks. */
  void answered(int received) {
    freeSlots.answered(received);
  }

  /** Pulls no more for a minute. A full stream would bring a task for each that ends. */
  void cordon() {
    source.endStream();
    cordon.renew();
  }

  /** Takes {@link #cordon} back. */
  void uncordon() {
    cordon.lift();
  }

  /** Whether it is cordoned, though what it asked for before may still arrive. */
  boolean asksForNone() {
    return cordon.holds();
  }

  /** Whether the worker is cordoned and nothing may arrive any more. */
  boolean cordoned() {
    return cordon.holds() && !source.outstanding();
  }

  /** Whether tasks may still arrive. */
  boolean pulling() {
    return source.outstanding();
  }

  /** Whether there was room when it last asked, and the rates alone allowed nothing. */
  boolean throttled() {
    return demand.throttled();
  }

  /** Since when a slot has been free while tasks were asked for. */
  FreeSlots freeSlots() {
    return freeSlots;
  }

  /** Why nothing can be fetched now, or empty while the subscription serves us. */
  Optional<String> problem() {
    return source.problem();
  }
}
