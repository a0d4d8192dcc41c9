// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.Optional;
import java.util.function.Consumer;

/** All unacknowledged messages of a subscription, oldest first; every operation takes O(1). */
final class AgeList {
  private final Budget budget;
  private Unacked first;
  private Unacked last;
  private long size;
  private long bytes;

  AgeList(Budget budget) {
    this.budget = budget;
  }

  Unacked append(Message message) {
    var entry = new Unacked(message);
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
    size++;
    bytes += message.bytes();
    budget.keep(message);
    return entry;
  }

  void remove(Unacked entry) {
    if (entry.previous == null) {
      first = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next == null) {
      last = entry.previous;
    } else {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.state = Unacked.State.GONE;
    size--;
    bytes -= entry.message.bytes();
    budget.release(entry.message);
  }

  void clear() {
    while (first != null) {
      remove(first);
    }
  }

  Optional<Unacked> oldest() {
    return Optional.ofNullable(first);
  }

  long size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  void forEach(Consumer<Unacked> action) {
    for (var entry = first; entry != null; entry = entry.next) {
      action.accept(entry);
    }
  }
}
