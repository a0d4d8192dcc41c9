// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;

/**
 * Sees what happens to every message. Called while the broker is locked: be quick, and don't call
 * the cloud back.
 */
public interface CloudObserver {
  /** A message was accepted on a topic. */
  default void published(String topic, String messageId, Instant at) {}

  /** A message was handed to a subscriber under a lease. */
  default void delivered(Delivery delivery) {}

  /**
   * An ack id was acknowledged.
   *
   * @param current false when the lease had ended before, so that nothing was acknowledged: the
   *     task was finished more than once, or after its lease
   */
  default void acknowledged(
      String subscription, String messageId, String client, Instant at, boolean current) {}

  /** A lease ended and the message will be delivered again or dead-lettered. */
  default void released(
      String subscription, String messageId, String client, Instant at, Release how) {}

  /**
   * A stream was opened.
   *
   * @param made when its subscription was
   */
  default void streamOpened(String subscription, String client, Instant made) {}

  /** The cloud ended an open stream: its time was over, or a fault broke it. */
  default void streamEnded(String subscription, String client) {}
}
