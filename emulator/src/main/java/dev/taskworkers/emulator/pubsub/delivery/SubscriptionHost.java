// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.PubsubMessage;

/** What a subscription needs from the broker around it. */
public interface SubscriptionHost {
  Budget budget();

  CloudObserver observer();

  DeliveryConditions conditions();

  /**
   * Something may be deliverable: call {@link SubscriptionQueue#deliver} before the lock is left.
   */
  void deliverable(SubscriptionQueue subscription);

  /** Call {@link Consumer#flush} after the lock is left. */
  void served(Consumer consumer);

  /** Publishes on a dead-letter topic; false when that topic does not exist. */
  boolean forward(String topic, PubsubMessage message);
}
