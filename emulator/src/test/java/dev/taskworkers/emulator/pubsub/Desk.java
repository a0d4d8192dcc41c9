// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryConditions;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryOptions;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.threeten.extra.MutableClock;

/** A broker on a clock that the test moves, without any network. */
final class Desk {
  static final String TOPIC = "projects/p/topics/tasks";
  static final String DEAD_TOPIC = "projects/p/topics/dead";

  final MutableClock clock = MutableClock.epochUTC();
  final Broker broker;
  private int pulls;

  Desk() {
    this(new CapacityOptions(1_000_000, 1_000_000_000), DeliveryOptions.undisturbed());
  }

  Desk(CapacityOptions capacity, DeliveryOptions deliveries) {
    broker = new Broker(clock, capacity, new DeliveryConditions(deliveries, new Faults(clock)));
    createTopic(TOPIC);
  }

  void createTopic(String name) {
    broker.run((all, now) -> all.createTopic(Topic.newBuilder().setName(name).build()));
  }

  SubscriptionQueue subscribe(Subscription.Builder settings) {
    return subscribe(TOPIC, "projects/p/subscriptions/workers", settings);
  }

  SubscriptionQueue subscribe(String topic, String name, Subscription.Builder settings) {
    var complete = SubscriptionRules.complete(settings.setName(name).setTopic(topic).build());
    return broker.call((all, now) -> all.createSubscription(complete, now));
  }

  /** In one request. */
  void publish(String... texts) {
    broker.publish(TOPIC, Arrays.stream(texts).map(text -> message("", text)).toList());
  }

  void publishKeyed(String key, String text) {
    broker.publish(TOPIC, List.of(message(key, text)));
  }

  private static PubsubMessage message(String key, String text) {
    return PubsubMessage.newBuilder()
        .setData(ByteString.copyFromUtf8(text))
        .setOrderingKey(key)
        .build();
  }

  /** By a subscriber of its own. */
  List<Lease> pull(SubscriptionQueue subscription, int most) {
    var puller = new Puller("puller " + ++pulls, most);
    broker.run((all, now) -> subscription.join(puller));
    broker.run((all, now) -> subscription.leave(puller));
    return puller.taken;
  }

  static List<String> texts(List<Lease> leases) {
    return leases.stream()
        .map(lease -> lease.message().content().getData().toStringUtf8())
        .toList();
  }

  boolean acknowledge(SubscriptionQueue subscription, Lease lease) {
    return broker.call((all, now) -> subscription.acknowledge(lease.ackId(), "test", now));
  }

  boolean nack(SubscriptionQueue subscription, Lease lease) {
    return modify(subscription, lease, Duration.ZERO);
  }

  boolean modify(SubscriptionQueue subscription, Lease lease, Duration time) {
    return broker.call((all, now) -> subscription.modify(lease.ackId(), time, now));
  }

  /** Lets time pass and what is due happen. */
  void advance(Duration time) {
    clock.add(time);
    broker.advance();
  }

  long undelivered(SubscriptionQueue subscription) {
    return subscription.view(clock.instant()).undelivered();
  }

  /** Takes up to a number of messages. */
  static final class Puller implements Consumer {
    final List<Lease> taken = new ArrayList<>();
    private final String name;
    private final int most;

    Puller(String name, int most) {
      this.name = name;
      this.most = most;
    }

    @Override
    public String client() {
      return name;
    }

    @Override
    public boolean hasRoom() {
      return taken.size() < most;
    }

    @Override
    public void take(Lease lease) {
      taken.add(lease);
    }

    @Override
    public boolean stays() {
      return false;
    }

    @Override
    public void refuse(ApiError reason) {
      throw reason;
    }

    @Override
    public void flush() {}
  }
}
