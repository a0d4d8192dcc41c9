package dev.taskworkers.worker.work;

import dev.taskworkers.worker.lease.Lease;
import dev.taskworkers.worker.pull.Delivery;
import java.util.Optional;

/** A task in our hands: it waits for its ordering key, or has begun. Belongs to the loop. */
public final class Held {
  private final Delivery delivery;
  private Lease lease;
  private Optional<Work> work = Optional.empty();

  /** A delivery whose lease is about to be taken by {@link #with}. */
  public Held(Delivery delivery) {
    this.delivery = delivery;
  }

  /** The lease has a way to tell of its loss, which names this. */
  public Held with(Lease taken) {
    lease = taken;
    return this;
  }

  public Delivery delivery() {
    return delivery;
  }

  public Lease lease() {
    return lease;
  }

  public String key() {
    return delivery.task().orderingKey();
  }

  public Work begin(Run run, Work.Times times) {
    var begun = new Work(delivery, lease, run, times);
    work = Optional.of(begun);
    return begun;
  }

  /** Empty while it waits. */
  public Optional<Work> work() {
    return work;
  }
}
