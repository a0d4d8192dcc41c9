// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.Random;

/**
 * How far messages without an ordering key leave the order in which they were published.
 *
 * @param window the next one is drawn among so many of the oldest; 1 keeps the order
 */
record Shuffle(int window, Random random) {
  int index(int count) {
    return count == 1 ? 0 : random.nextInt(count);
  }
}
