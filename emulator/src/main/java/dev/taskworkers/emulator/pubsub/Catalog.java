// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.pubsub.delivery.RetainedMessages;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionHost;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Topics, subscriptions and snapshots by full name, and what hangs on what. */
public final class Catalog {
  /** What a subscription says of its topic when that is gone. */
  public static final String DELETED_TOPIC = "_deleted-topic_";

  private static final Duration SNAPSHOT_LIFE = Duration.ofDays(7);
  private static final Duration SHORTEST_SNAPSHOT_LIFE = Duration.ofHours(1);

  private final TreeMap<String, TopicHub> topics = new TreeMap<>();
  private final TreeMap<String, SubscriptionQueue> subscriptions = new TreeMap<>();
  private final TreeMap<String, SavedSnapshot> snapshots = new TreeMap<>();
  private final SubscriptionHost host;
  private long lastNumber;

  Catalog(SubscriptionHost host) {
    this.host = host;
  }

  public TopicHub createTopic(Topic config) {
    requireNew(topics.containsKey(config.getName()), config.getName());
    var topic = new TopicHub(config);
    topics.put(config.getName(), topic);
    return topic;
  }

  public TopicHub topic(String name) {
    return findTopic(name).orElseThrow(() -> ApiError.notFound(shortId(name)));
  }

  Optional<TopicHub> findTopic(String name) {
    return Optional.ofNullable(topics.get(name));
  }

  /** Its subscriptions live on with what they have; its snapshots too, but nobody can use them. */
  public void deleteTopic(String name) {
    var topic = topic(name);
    topics.remove(name);
    topic
        .subscriptions()
        .forEach(
            subscription ->
                subscription.configure(
                    subscription.config().toBuilder().setTopic(DELETED_TOPIC).build()));
  }

  public SubscriptionQueue createSubscription(Subscription config, Instant now) {
    requireNew(subscriptions.containsKey(config.getName()), config.getName());
    var topic = topic(config.getTopic());
    requireDeadLetterTopic(config);
    var subscription = new SubscriptionQueue(++lastNumber, config, host, now);
    subscriptions.put(config.getName(), subscription);
    topic.attach(subscription);
    return subscription;
  }

  /** The topic of a dead-letter policy must exist when the policy is set. */
  void requireDeadLetterTopic(Subscription config) {
    if (config.hasDeadLetterPolicy()) {
      topic(config.getDeadLetterPolicy().getDeadLetterTopic());
    }
  }

  public SubscriptionQueue subscription(String name) {
    return findSubscription(name).orElseThrow(() -> ApiError.notFound(shortId(name)));
  }

  public Optional<SubscriptionQueue> findSubscription(String name) {
    return Optional.ofNullable(subscriptions.get(name));
  }

  public void deleteSubscription(String name) {
    var subscription = subscription(name);
    subscriptions.remove(name);
    findTopic(subscription.config().getTopic()).ifPresent(topic -> topic.detach(name));
    subscription.close(ApiError.notFound(shortId(name)));
  }

  /** It stays, but has no messages and gets no more. */
  public void detachSubscription(String name) {
    var subscription = subscription(name);
    findTopic(subscription.config().getTopic()).ifPresent(topic -> topic.detach(name));
    subscription.configure(subscription.config().toBuilder().setDetached(true).build());
    subscription.close(detached());
  }

  /** The answer to who wants something of a detached subscription. */
  public static ApiError detached() {
    return ApiError.precondition("The subscription is detached from its topic.");
  }

  /** Expires a week after the oldest message in it was published, as at Google. */
  public SavedSnapshot createSnapshot(Snapshot wanted, String subscriptionName, Instant now) {
    requireNew(snapshots.containsKey(wanted.getName()), wanted.getName());
    var subscription = subscription(subscriptionName);
    var topic = topic(subscription.config().getTopic());
    var unacknowledged = subscription.unacknowledged();
    var oldest = unacknowledged.isEmpty() ? now : unacknowledged.get(0).publishTime();
    var expiry = oldest.plus(SNAPSHOT_LIFE);
    if (expiry.isBefore(now.plus(SHORTEST_SNAPSHOT_LIFE))) {
      throw ApiError.precondition(
          "The snapshot would expire in less than an hour, because the oldest unacknowledged"
              + " message is almost a week old.");
    }
    host.budget().check(unacknowledged.size(), subscription.backlogBytes());
    var config =
        wanted.toBuilder()
            .setTopic(subscription.config().getTopic())
            .setExpireTime(Times.stamp(expiry))
            .build();
    var snapshot = new SavedSnapshot(config, new RetainedMessages(host.budget()));
    snapshot.addAll(unacknowledged);
    snapshots.put(config.getName(), snapshot);
    topic.attach(snapshot);
    return snapshot;
  }

  public SavedSnapshot snapshot(String name) {
    return Optional.ofNullable(snapshots.get(name))
        .orElseThrow(() -> ApiError.notFound(shortId(name)));
  }

  public void deleteSnapshot(String name) {
    var snapshot = snapshot(name);
    snapshots.remove(name);
    findTopic(snapshot.config().getTopic()).ifPresent(topic -> topic.forget(name));
    snapshot.clear();
  }

  void deleteExpiredSnapshots(Instant now) {
    if (snapshots.isEmpty()) {
      return;
    }
    List.copyOf(snapshots.values()).stream()
        .filter(snapshot -> snapshot.isExpired(now))
        .forEach(snapshot -> deleteSnapshot(snapshot.config().getName()));
  }

  public Collection<TopicHub> topics() {
    return topics.values();
  }

  public Collection<SubscriptionQueue> subscriptions() {
    return subscriptions.values();
  }

  public Collection<SavedSnapshot> snapshots() {
    return snapshots.values();
  }

  private static void requireNew(boolean exists, String name) {
    if (exists) {
      throw ApiError.alreadyExists(shortId(name));
    }
  }

  private static String shortId(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
