// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.PubsubMessage;
import java.time.Instant;

/**
 * A published message. Id and publish time are written into the protocol buffer only when it is
 * delivered, which saves a hundred bytes for each message that waits.
 *
 * @param sequence grows with every message of the broker
 */
public record Message(long sequence, Instant publishTime, PubsubMessage content) {
  public String id() {
    return Long.toString(sequence);
  }

  public String orderingKey() {
    return content.getOrderingKey();
  }

  public int bytes() {
    return content.getSerializedSize();
  }

  /**
   * As a subscriber receives it.
   *
   * @param transformed its content, after the transforms of the subscription
   */
  public PubsubMessage delivered(PubsubMessage transformed) {
    return transformed.toBuilder()
        .setMessageId(id())
        .setPublishTime(Times.stamp(publishTime))
        .build();
  }
}
