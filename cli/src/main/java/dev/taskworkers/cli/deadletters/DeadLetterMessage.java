// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import com.google.protobuf.ByteString;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.PackedAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A message of a dead-letter subscription. Our worker says in its attributes what happened; Pub/Sub
 * itself, when its own policy gave a message up, says from where it came and how often it was
 * delivered.
 */
record DeadLetterMessage(
    String ackId,
    String id,
    ByteString data,
    Map<String, String> attributes,
    String orderingKey,
    Instant publishTime) {
  private static final String PUBSUB = DeadLetter.PUBSUB;

  DeadLetterMessage {
    attributes = Map.copyOf(PackedAttributes.unpack(attributes));
  }

  /** What our worker wrote, for example {@code error-class}; empty when it did not. */
  String told(String name) {
    return attributes.getOrDefault(DeadLetter.PREFIX + name, "");
  }

  /**
   * Whether it says that it is one: Pub/Sub's own policy and our worker both tell where it failed.
   * A task that was redriven tells only of what was before, and is none.
   */
  boolean isDeadLetter() {
    return !told("subscription").isEmpty()
        || !told("error-class").isEmpty()
        || attributes.keySet().stream().anyMatch(name -> name.startsWith(PUBSUB));
  }

  String attempts() {
    var told = told("attempts");
    return told.isEmpty() ? attributes.getOrDefault(PUBSUB + "DeliveryCount", "") : told;
  }

  String originalPublishTime() {
    var told = told("publish-time");
    return told.isEmpty() ? attributes.getOrDefault(PUBSUB + "TopicPublishTime", "") : told;
  }

  /** The last of what the task wrote, put together from its pieces. */
  String output() {
    var text = new StringBuilder();
    for (var piece = 1; !told("output-" + piece).isEmpty(); piece++) {
      text.append(told("output-" + piece));
    }
    return text.toString();
  }

  /**
   * The full name of the subscription that the task failed on, when it is known. Pub/Sub's word
   * counts before ours: it says nothing in dead letters of our worker, and in its own ones ours
   * would be the publisher's.
   */
  Optional<String> sourceSubscription() {
    var id = attributes.get(PUBSUB + "Subscription");
    var project = attributes.get(PUBSUB + "SubscriptionProject");
    return id == null || project == null
        ? Optional.of(told("subscription")).filter(told -> !told.isEmpty())
        : Optional.of("projects/" + project + "/subscriptions/" + id);
  }

  /** The attributes that the publisher gave, sorted by name. */
  Map<String, String> original() {
    var original = new TreeMap<String, String>();
    attributes.forEach(
        (name, value) -> {
          if (!name.startsWith(DeadLetter.PREFIX) && !name.startsWith(PUBSUB)) {
            original.put(name, value);
          }
        });
    return original;
  }
}
