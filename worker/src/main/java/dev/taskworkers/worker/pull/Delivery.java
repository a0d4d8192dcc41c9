// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.api.Task;

/**
 * A task in our hands, until its lease ends.
 *
 * @param ackId names this delivery to Pub/Sub
 * @param task what is to be done
 * @param count which delivery this is by Pub/Sub's count, or 0 when it does not count
 */
public record Delivery(String ackId, Task task, int count) {
  /** What it takes in memory, about: payload and attributes. */
  int bytes() {
    var bytes = task.payload().size();
    for (var attribute : task.attributes().entrySet()) {
      bytes += attribute.getKey().length() + attribute.getValue().length();
    }
    return bytes;
  }
}
