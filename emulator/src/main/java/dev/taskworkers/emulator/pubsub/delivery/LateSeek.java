// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;

/**
 * A seek that is not done at once.
 *
 * @param time what was published before it has to go
 * @param doneAt when the last of it is gone
 */
record LateSeek(Instant time, Instant doneAt) {
  /** Whether a message that has to go may still come: every other one, until it is done. */
  boolean stillBrings(Message message, Instant now) {
    return now.isBefore(doneAt) && message.sequence() % 2 == 0;
  }
}
