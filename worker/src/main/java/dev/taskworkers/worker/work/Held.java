package dev.taskworkers.worker.work;

import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.lease.Lease;
import dev.taskworkers.worker.pull.Delivery;

/** A task in our hands, from its arrival until Pub/Sub has it back or is told that it is done. */
public final class Held {
  private final Delivery delivery;
  private final Lease lease;
  private State state = State.ARRIVED;
  private boolean failedHere;

  public Held(Delivery delivery, Lease lease) {
    this.delivery = delivery;
    this.lease = lease;
  }

  public Delivery delivery() {
    return delivery;
  }

  public Task task() {
    return delivery.task();
  }

  public Lease lease() {
    return lease;
  }

  public String key() {
    return delivery.task().orderingKey();
  }

  public boolean keyed() {
    return !key().isEmpty();
  }

  public State state() {
    return state;
  }

  /** True while it is in hand and neither runs nor is settled. */
  public boolean waits() {
    return state instanceof State.InLine
        || state instanceof State.Ready
        || state instanceof State.Resting;
  }

  public boolean runs(Work work) {
    return state instanceof State.Running running && running.work() == work;
  }

  public void is(State next) {
    state = next;
  }

  /** True when a run of this delivery has failed, and the next one has not begun. */
  public boolean failedHere() {
    return failedHere;
  }

  public void failedHere(boolean failed) {
    failedHere = failed;
  }
}
