// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import dev.taskworkers.emulator.transport.ApiError;
import java.time.Duration;
import java.time.Instant;

/**
 * Who takes messages of one subscription: an open stream, or a pull that waits. All but {@link
 * #flush} is called while the broker is locked, and must not send.
 */
public interface Consumer {
  /** The name of the endpoint that the subscriber called. */
  String client();

  /** Whether it is alive and may hold one more message. */
  boolean hasRoom();

  /** How long a new lease lasts, given the subscription's own deadline. */
  default Duration leaseTime(Duration ackDeadline) {
    return ackDeadline;
  }

  void take(Lease lease);

  /** A lease that it took was acknowledged, given back, expired or dropped. */
  default void ended(Lease lease) {}

  /** Whether it goes on after a delivery, as a stream does. */
  boolean stays();

  /** Whether it ends now by itself, in no order. */
  default boolean isOver(Instant now) {
    return false;
  }

  /** The subscription can't deliver any more; the refusal is sent at the next flush. */
  void refuse(ApiError reason);

  /** Sends what was taken; called without the lock after the broker has finished. */
  void flush();
}
