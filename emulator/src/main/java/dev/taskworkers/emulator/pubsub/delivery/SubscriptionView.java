// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Duration;
import java.util.Map;

/**
 * The truth about one subscription now.
 *
 * @param undelivered messages not acknowledged yet, leased ones included, as Google counts them
 * @param leased how many of them a subscriber holds
 * @param oldestUnackedAge zero when there is none
 * @param heldBy leased messages by client name
 */
public record SubscriptionView(
    String name,
    long undelivered,
    long leased,
    Duration oldestUnackedAge,
    Map<String, Integer> heldBy) {
  public SubscriptionView {
    heldBy = Map.copyOf(heldBy);
  }

  /** Messages that {@code client} holds. */
  public int heldBy(String client) {
    return heldBy.getOrDefault(client, 0);
  }
}
