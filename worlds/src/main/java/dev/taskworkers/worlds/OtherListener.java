// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.worlds.play.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Somebody else's stream on a subscription, which acknowledges what it is given. */
final class OtherListener implements dev.taskworkers.emulator.pubsub.delivery.Consumer {
  private static final String NAME = "another";

  private final SubscriptionQueue queue;
  private final VirtualTime time;
  private final double perSecond;
  private final Consumer<String> onTaken;
  private final List<Lease> taken = new ArrayList<>();
  private double readyAt;

  /**
   * @param perSecond how many messages it takes at most
   * @param onTaken hears of the id of each
   */
  OtherListener(
      SubscriptionQueue queue, VirtualTime time, double perSecond, Consumer<String> onTaken) {
    this.queue = queue;
    this.time = time;
    this.perSecond = perSecond;
    this.onTaken = onTaken;
  }

  @Override
  public String client() {
    return NAME;
  }

  @Override
  public boolean hasRoom() {
    return time.seconds() >= readyAt;
  }

  @Override
  public Duration leaseTime(Duration ackDeadline) {
    return ackDeadline;
  }

  @Override
  public void take(Lease lease) {
    taken.add(lease);
    readyAt = time.seconds() + 1 / perSecond;
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
        () ->
            now.forEach(
                lease -> {
                  queue.acknowledge(lease.ackId(), NAME, time.instant());
                  onTaken.accept(lease.message().id());
                }));
  }
}
