// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

/**
 * What happens to messages on their way to a Pull or a stream.
 *
 * @param window the next message without an ordering key is drawn among so many of the oldest
 * @param duplicates the share of messages that are delivered once more while their first lease goes
 *     on; none with exactly-once delivery or an ordering key
 * @param seed of the draws
 */
public record DeliveryOptions(int window, double duplicates, long seed) {
  public DeliveryOptions {
    if (window < 1 || duplicates < 0 || duplicates > 1) {
      throw new IllegalArgumentException("Expected a window of 1 or more, a share from 0 to 1.");
    }
  }

  /** Each once, oldest first. */
  public static DeliveryOptions undisturbed() {
    return new DeliveryOptions(1, 0, 0);
  }

  /** At least once, in any order. */
  public static DeliveryOptions asGoogle(long seed) {
    return new DeliveryOptions(100, 0.002, seed);
  }
}
