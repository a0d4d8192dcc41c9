// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.worker.pull.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One pull of a worker, which waits at the server for a first message. */
final class PlayedPull implements Consumer {
  /** As long as Pub/Sub was seen to take for an empty answer, about. */
  private static final Duration HOLD = Duration.ofSeconds(60);

  private final String client;
  private final int most;
  private final BrokerSubscription server;
  private final ProcessTime process;
  private final CompletableFuture<List<Delivery>> answer = new CompletableFuture<>();
  private final List<Lease> taken = new ArrayList<>();
  private boolean over;

  /**
   * Sends it.
   *
   * @param most messages that it may bring
   * @param sent hears that it is out
   */
  PlayedPull(
      String client, int most, Runnable sent, BrokerSubscription server, ProcessTime process) {
    this.client = client;
    this.most = most;
    this.server = server;
    this.process = process;
    process.after(server.trip(), () -> arrive(sent));
  }

  CompletableFuture<List<Delivery>> answer() {
    return answer;
  }

  private void arrive(Runnable sent) {
    if (answer.isDone()) {
      return;
    }
    var absence = server.absence();
    if (absence.isPresent()) {
      answer.completeExceptionally(absence.get());
      return;
    }
    sent.run();
    process.after(HOLD, this::giveUp);
    server.join(this);
  }

  /** It has waited in vain. */
  private void giveUp() {
    if (!over) {
      over = true;
      server.leave(this);
      process.after(server.trip(), this::respond);
    }
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public boolean hasRoom() {
    return !over && !answer.isDone() && taken.size() < most;
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
    return false;
  }

  @Override
  public boolean isOver(Instant now) {
    return over || answer.isDone();
  }

  @Override
  public void refuse(ApiError reason) {
    over = true;
  }

  @Override
  public void flush() {
    over = true;
    server.ended(this);
    process.after(server.trip(), this::respond);
  }

  private void respond() {
    var absence = server.absence();
    if (absence.isPresent()) {
      answer.completeExceptionally(absence.get());
    } else {
      answer.complete(taken.stream().map(BrokerSubscription::delivery).toList());
    }
  }
}
