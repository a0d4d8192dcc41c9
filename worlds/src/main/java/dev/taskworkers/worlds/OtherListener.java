package dev.taskworkers.worlds;

import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.worlds.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Somebody else's stream on a subscription, which acknowledges at once what it is given. */
final class OtherListener implements Consumer {
  private static final String NAME = "another";

  private final SubscriptionQueue queue;
  private final VirtualTime time;
  private final List<Lease> taken = new ArrayList<>();

  OtherListener(SubscriptionQueue queue, VirtualTime time) {
    this.queue = queue;
    this.time = time;
  }

  @Override
  public String client() {
    return NAME;
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public Duration leaseTime(Duration ackDeadline) {
    return ackDeadline;
  }

  @Override
  public void take(Lease lease) {
    taken.add(lease);
  }

  @Override
  public void ended(Lease lease) {}

  @Override
  public boolean stays() {
    return true;
  }

  @Override
  public void refuse(ApiError reason) {}

  @Override
  public void flush() {
    var now = List.copyOf(taken);
    taken.clear();
    time.after(
        Duration.ofMillis(50),
        () -> now.forEach(lease -> queue.acknowledge(lease.ackId(), NAME, time.instant())));
  }
}
