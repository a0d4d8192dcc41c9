package dev.taskworkers.worker.run;

import dev.taskworkers.worker.lease.Lease;
import dev.taskworkers.worker.pull.Delivery;
import java.time.Instant;
import java.util.Optional;

/** A task in our hands: it waits for its ordering key, or has begun. Belongs to the loop. */
final class Held {
  private final Delivery delivery;
  private Lease lease;
  private Optional<Work> work = Optional.empty();

  /** A delivery whose lease is about to be taken by {@link #with}. */
  Held(Delivery delivery) {
    this.delivery = delivery;
  }

  /** The lease has a way to tell of its loss, which names this. */
  Held with(Lease taken) {
    lease = taken;
    return this;
  }

  Delivery delivery() {
    return delivery;
  }

  Lease lease() {
    return lease;
  }

  String key() {
    return delivery.task().orderingKey();
  }

  Work begin(Run run, Instant now) {
    var begun = new Work(delivery, lease, run, now);
    work = Optional.of(begun);
    return begun;
  }

  /** Empty while it waits. */
  Optional<Work> work() {
    return work;
  }
}
