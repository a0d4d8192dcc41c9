// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.pubsub.delivery.Budget;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryConditions;
import dev.taskworkers.emulator.pubsub.delivery.Message;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionHost;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The whole of Pub/Sub behind one lock. Work is done in steps: a step changes state under the lock,
 * then what became deliverable is handed out, and what was handed out is sent after the lock is
 * left.
 */
public final class Broker implements SubscriptionHost {
  private final Clock clock;
  private final Budget budget;
  private final DeliveryConditions conditions;
  private final ReentrantLock lock = new ReentrantLock();
  private final Observers observers = new Observers();
  private final Catalog catalog = new Catalog(this);
  private final Set<SubscriptionQueue> deliverable = new LinkedHashSet<>();
  private final Set<Consumer> served = new LinkedHashSet<>();
  private long lastSequence;

  public Broker(Clock clock, CapacityOptions capacity, DeliveryConditions conditions) {
    this.clock = clock;
    this.conditions = conditions;
    this.budget = new Budget(capacity);
  }

  /** A change of, or a look at, the catalog at one moment. */
  @FunctionalInterface
  public interface Step<T> {
    T run(Catalog catalog, Instant now);
  }

  /** A change that has no result. */
  @FunctionalInterface
  public interface Change {
    void run(Catalog catalog, Instant now);
  }

  /** Runs the step alone, then everything that follows from it. */
  public <T> T call(Step<T> step) {
    List<Consumer> toFlush;
    lock.lock();
    try {
      var now = clock.instant();
      try {
        return step.run(catalog, now);
      } finally {
        deliver(now);
      }
    } finally {
      toFlush = List.copyOf(served);
      served.clear();
      lock.unlock();
      toFlush.forEach(Consumer::flush);
    }
  }

  /** The same for a change without a result. */
  public void run(Change change) {
    call(
        (all, now) -> {
          change.run(all, now);
          return now;
        });
  }

  /** Lets time pass: leases, back-offs, retention and snapshots end when their time has come. */
  public void advance() {
    run(
        (all, now) -> {
          all.deleteExpiredSnapshots(now);
          deliverable.addAll(all.subscriptions());
        });
  }

  /** Accepts messages on a topic and returns their ids. */
  public List<String> publish(String topicName, List<PubsubMessage> contents) {
    return call(
        (all, now) -> {
          var topic = all.topic(topicName);
          var keepers = topic.keepers();
          var bytes = contents.stream().mapToLong(PubsubMessage::getSerializedSize).sum();
          budget.check((long) contents.size() * keepers, bytes * keepers);
          topic.countRequest();
          var ids = new ArrayList<String>(contents.size());
          contents.forEach(content -> ids.add(publish(topic, content, now).id()));
          return ids;
        });
  }

  private Message publish(TopicHub topic, PubsubMessage content, Instant now) {
    var message = new Message(++lastSequence, now, content);
    observers.published(topic.config().getName(), message.id(), now);
    topic.publish(message);
    return message;
  }

  @Override
  public boolean forward(String topicName, PubsubMessage content) {
    var topic = catalog.findTopic(topicName);
    topic.ifPresent(found -> publish(found, content, clock.instant()));
    return topic.isPresent();
  }

  /** A dead letter may make another subscription deliverable, so this goes on until all is calm. */
  private void deliver(Instant now) {
    while (!deliverable.isEmpty()) {
      var next = deliverable.iterator().next();
      deliverable.remove(next);
      next.deliver(now);
    }
  }

  public void observe(CloudObserver observer) {
    observers.add(observer);
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public CloudObserver observer() {
    return observers;
  }

  @Override
  public DeliveryConditions conditions() {
    return conditions;
  }

  @Override
  public void deliverable(SubscriptionQueue subscription) {
    deliverable.add(subscription);
  }

  @Override
  public void served(Consumer consumer) {
    served.add(consumer);
  }
}
