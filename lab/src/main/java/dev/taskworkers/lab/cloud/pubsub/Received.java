package dev.taskworkers.lab.cloud.pubsub;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.lab.cloud.pubsub.backlog.Lease;

/** A lease as a subscriber receives it. */
final class Received {
  private Received() {}

  /** The delivery attempt is told only where there is a dead-letter policy, as at Google. */
  static ReceivedMessage of(Lease lease, Subscription settings) {
    var received =
        ReceivedMessage.newBuilder()
            .setAckId(lease.ackId().toString())
            .setMessage(lease.message().delivered());
    if (settings.hasDeadLetterPolicy()) {
      received.setDeliveryAttempt(lease.attempt());
    }
    return received.build();
  }
}
