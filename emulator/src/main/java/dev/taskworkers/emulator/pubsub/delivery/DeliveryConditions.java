// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import java.util.Random;

/** What messages meet with on their way to a subscriber: in which order, and how often. */
public final class DeliveryConditions {
  private final DeliveryOptions options;
  private final Faults faults;
  private final Random random;

  public DeliveryConditions(DeliveryOptions options, Faults faults) {
    this.options = options;
    this.faults = faults;
    this.random = new Random(options.seed());
  }

  Shuffle shuffle() {
    return new Shuffle(options.window(), random);
  }

  /** Whether a message is delivered once more although its lease has just begun. */
  boolean comesTwice(Subscription subscription, String orderingKey) {
    if (subscription.getEnableExactlyOnceDelivery()
        || (subscription.getEnableMessageOrdering() && !orderingKey.isEmpty())) {
      return false;
    }
    return faults.active(FaultKind.DUPLICATES, "*", subscription.getName()).isPresent()
        || (options.duplicates() > 0 && random.nextDouble() < options.duplicates());
  }
}
