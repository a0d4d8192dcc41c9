// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.ReceivedMessage;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;

/** A lease as a subscriber receives it. */
final class Received {
  private Received() {}

  /** The delivery attempt is told only where there is a dead-letter policy, as at Google. */
  static ReceivedMessage of(Lease lease, SubscriptionQueue subscription) {
    var message = lease.message();
    var received =
        ReceivedMessage.newBuilder()
            .setAckId(lease.ackId().toString())
            .setMessage(message.delivered(subscription.transformed(message)));
    if (subscription.config().hasDeadLetterPolicy()) {
      received.setDeliveryAttempt(lease.attempt());
    }
    return received.build();
  }
}
