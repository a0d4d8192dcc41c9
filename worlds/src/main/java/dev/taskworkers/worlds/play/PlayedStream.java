// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.worker.pull.SubscriptionException;
import dev.taskworkers.worker.pull.TaskStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One stream of a worker: what happens on it arrives in order, a trip later. */
final class PlayedStream implements Consumer, TaskStream {
  private static final Duration TRIP = Duration.ofMillis(25);

  private final String client;
  private final int most;
  private final Duration lease;
  private final Events events;
  private final BrokerSubscription server;
  private final ProcessTime process;
  private final List<Lease> taken = new ArrayList<>();
  private int outstanding;
  private boolean over;

  /**
   * Opens it.
   *
   * @param most tasks that may be with the worker at once
   * @param lease of the tasks that arrive
   */
  PlayedStream(
      String client,
      int most,
      Duration lease,
      Events events,
      BrokerSubscription server,
      ProcessTime process) {
    this.client = client;
    this.most = most;
    this.lease = lease;
    this.events = events;
    this.server = server;
    this.process = process;
    later(this::arrive);
  }

  private void later(Runnable action) {
    process.after(TRIP, action);
  }

  private void arrive() {
    if (over) {
      return;
    }
    var absence = server.absence();
    if (absence.isPresent()) {
      end(absence);
      return;
    }
    events.sent();
    server.join(this);
    later(() -> events.arrived(List.of()));
  }

  /** It is over, for both sides. */
  void end(Optional<SubscriptionException> why) {
    if (!over) {
      over = true;
      server.leave(this);
      later(() -> events.ended(why));
    }
  }

  @Override
  public void ping() {
    later(
        () -> {
          if (!over && server.absence().isEmpty()) {
            later(() -> events.arrived(List.of()));
          }
        });
  }

  @Override
  public void finish() {
    later(() -> end(Optional.empty()));
  }

  @Override
  public void cancel() {
    end(Optional.empty());
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public boolean hasRoom() {
    return !over && outstanding < most;
  }

  @Override
  public Duration leaseTime(Duration ackDeadline) {
    return lease;
  }

  @Override
  public void take(Lease one) {
    outstanding++;
    taken.add(one);
  }

  @Override
  public void ended(Lease one) {
    outstanding--;
  }

  @Override
  public boolean stays() {
    return true;
  }

  @Override
  public boolean isOver(Instant now) {
    return over;
  }

  @Override
  public void refuse(ApiError reason) {
    process.execute(
        () -> end(Optional.of(new SubscriptionException(reason.getMessage(), true, null))));
  }

  @Override
  public void flush() {
    var all = taken.stream().map(BrokerSubscription::delivery).toList();
    taken.clear();
    if (!all.isEmpty()) {
      later(() -> events.arrived(all));
    }
  }
}
