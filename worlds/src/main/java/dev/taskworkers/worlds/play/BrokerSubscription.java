// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.pubsub.Broker;
import dev.taskworkers.emulator.pubsub.delivery.AckId;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.LeaseAnswer;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.pull.SubscriptionException;
import dev.taskworkers.worker.pull.TaskStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

/**
 * One worker's way to the subscription: calls of the emulator's broker that take time and fail
 * while Pub/Sub is away.
 */
final class BrokerSubscription implements Subscription {
  private static final Payload NO_PAYLOAD = Payload.of("task");

  private final String name;
  private final String client;
  private final Broker broker;
  private final Faults faults;
  private final TaskBook tasks;
  private final ProcessTime process;
  private final VirtualTime time;
  private final Random random;
  private final Set<Consumer> open = new LinkedHashSet<>();

  /**
   * @param name of the subscription, in full
   * @param client the worker's pod
   */
  public BrokerSubscription(
      String name,
      String client,
      Broker broker,
      Faults faults,
      TaskBook tasks,
      ProcessTime process,
      VirtualTime time,
      long seed) {
    this.name = name;
    this.client = client;
    this.broker = broker;
    this.faults = faults;
    this.tasks = tasks;
    this.process = process;
    this.time = time;
    this.random = new Random(seed);
  }

  /** The worker is gone: its connections break, and what it has stays leased. */
  public void breakConnections() {
    List.copyOf(open).forEach(this::leave);
  }

  @Override
  public CompletableFuture<List<Delivery>> pull(int most, Runnable sent) {
    return new PlayedPull(client, most, sent, this, process).answer();
  }

  private boolean isAway() {
    return faults.active(FaultKind.PUBSUB_UNAVAILABLE).isPresent();
  }

  private static SubscriptionException away() {
    return new SubscriptionException("Pub/Sub is away.", true, null);
  }

  /** How long something is on its way to the server, or back. */
  Duration trip() {
    return Duration.ofMillis(10 + random.nextInt(40));
  }

  static Delivery delivery(Lease lease) {
    var message = lease.message();
    return new Delivery(
        lease.ackId().toString(),
        new Task(message.id(), NO_PAYLOAD, Map.of(), message.orderingKey(), message.publishTime()),
        0);
  }

  @Override
  public TaskStream stream(int most, long mostBytes, Duration lease, TaskStream.Events events) {
    return new PlayedStream(client, most, lease, events, this, process);
  }

  /** Why the server can't be reached; empty where it can. */
  Optional<SubscriptionException> absence() {
    return isAway() ? Optional.of(away()) : Optional.empty();
  }

  /** From now on {@code consumer} takes part in deliveries. */
  void join(Consumer consumer) {
    open.add(consumer);
    broker.run((all, now) -> all.subscription(name).join(consumer));
  }

  void leave(Consumer consumer) {
    if (open.remove(consumer)) {
      broker.run(
          (all, now) -> all.findSubscription(name).ifPresent(queue -> queue.leave(consumer)));
    }
  }

  /** The server itself has ended it. */
  void ended(Consumer consumer) {
    open.remove(consumer);
  }

  @Override
  public CompletableFuture<LeaseAnswer> acknowledge(List<String> ackIds) {
    return call(
        ackIds,
        now ->
            (queue, id) -> {
              var current = queue.acknowledge(id, client, now);
              if (current) {
                tasks.acknowledged(id.messageId());
              }
              return current;
            });
  }

  @Override
  public CompletableFuture<LeaseAnswer> lease(List<String> ackIds, Duration length) {
    return call(
        ackIds,
        now ->
            (queue, id) -> {
              tasks.postponed(id.messageId(), time.seconds() + length.toMillis() / 1e3);
              return queue.modify(id, length, now);
            });
  }

  /** What is done for each id; false for one that is not leased any more. */
  private interface Effect {
    BiPredicate<SubscriptionQueue, AckId> at(Instant now);
  }

  private CompletableFuture<LeaseAnswer> call(List<String> ackIds, Effect effect) {
    var answer = new CompletableFuture<LeaseAnswer>();
    // What is on its way arrives, though the worker may be gone by then.
    time.after(
        trip(),
        () -> {
          Optional<Set<String>> lost =
              isAway() ? Optional.empty() : Optional.of(perform(ackIds, effect));
          process.after(
              trip(),
              () ->
                  lost.ifPresentOrElse(
                      gone -> answer.complete(LeaseAnswer.lost(gone)),
                      () -> answer.completeExceptionally(away())));
        });
    return answer;
  }

  private Set<String> perform(List<String> ackIds, Effect effect) {
    var lost = new HashSet<String>();
    broker.run(
        (all, now) -> {
          var queue = all.subscription(name);
          var each = effect.at(now);
          for (var ackId : ackIds) {
            if (!each.test(queue, AckId.parse(ackId).orElseThrow())) {
              lost.add(ackId);
            }
          }
        });
    return lost;
  }

  @Override
  public void reconnect() {}
}
