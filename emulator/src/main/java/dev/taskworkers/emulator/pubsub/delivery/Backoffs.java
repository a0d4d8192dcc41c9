// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** The messages of one subscription that wait before they are delivered again. */
final class Backoffs {
  private final PriorityQueue<Pause> pauses = new PriorityQueue<>(Comparator.comparing(Pause::end));

  private record Pause(Unacked entry, Instant end) {}

  void add(Unacked entry, Instant end) {
    entry.state = Unacked.State.BACKING_OFF;
    pauses.add(new Pause(entry, end));
  }

  /** Takes out the next message whose pause is over. */
  Optional<Unacked> over(Instant now) {
    while (!pauses.isEmpty() && !pauses.peek().end.isAfter(now)) {
      var entry = pauses.remove().entry;
      if (!entry.isGone()) {
        entry.state = Unacked.State.WAITING;
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  void clear() {
    pauses.clear();
  }
}
