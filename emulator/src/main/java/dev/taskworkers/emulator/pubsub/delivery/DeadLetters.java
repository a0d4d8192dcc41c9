// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.PubsubMessage;

/** What a message becomes when it is forwarded to a dead-letter topic. */
final class DeadLetters {
  private static final String PREFIX = "CloudPubSubDeadLetterSource";

  private DeadLetters() {}

  /**
   * The same message with Google's attributes about where it failed.
   *
   * @param subscription full name of the subscription that gave up
   * @param deliveries how often it was delivered there
   */
  public static PubsubMessage forwarded(Message message, String subscription, int deliveries) {
    var segments = subscription.split("/");
    return message.content().toBuilder()
        .putAttributes(PREFIX + "DeliveryCount", Integer.toString(deliveries))
        .putAttributes(PREFIX + "Subscription", segments[3])
        .putAttributes(PREFIX + "SubscriptionProject", segments[1])
        .putAttributes(PREFIX + "TopicPublishTime", message.publishTime().toString())
        .build();
  }
}
