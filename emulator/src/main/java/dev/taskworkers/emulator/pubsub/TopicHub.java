// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.pubsub.delivery.Message;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** One topic: hands each message to the subscriptions and snapshots that hang on it. */
public final class TopicHub {
  private final Map<String, SubscriptionQueue> subscriptions = new TreeMap<>();
  private final Map<String, SavedSnapshot> snapshots = new TreeMap<>();
  private Topic config;
  private long requests;
  private long messages;
  private long bytes;

  TopicHub(Topic config) {
    this.config = config;
  }

  public Topic config() {
    return config;
  }

  public void configure(Topic changed) {
    config = changed;
  }

  void publish(Message message) {
    messages++;
    bytes += message.bytes();
    subscriptions.values().forEach(subscription -> subscription.publish(message));
    snapshots.values().forEach(snapshot -> snapshot.add(message));
  }

  void countRequest() {
    requests++;
  }

  /** How many copies of a message are kept, at most. */
  int keepers() {
    return subscriptions.size() + snapshots.size();
  }

  void attach(SubscriptionQueue subscription) {
    subscriptions.put(subscription.config().getName(), subscription);
  }

  void detach(String subscription) {
    subscriptions.remove(subscription);
  }

  void attach(SavedSnapshot snapshot) {
    snapshots.put(snapshot.config().getName(), snapshot);
  }

  void forget(String snapshot) {
    snapshots.remove(snapshot);
  }

  Collection<SubscriptionQueue> subscriptions() {
    return subscriptions.values();
  }

  public Collection<String> subscriptionNames() {
    return subscriptions.keySet();
  }

  public Collection<String> snapshotNames() {
    return snapshots.keySet();
  }

  public Totals totals() {
    return new Totals(requests, messages, bytes);
  }

  /** What was published so far. */
  public record Totals(long requests, long messages, long bytes) {}
}
