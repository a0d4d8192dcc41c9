// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The messages of one ordering key: a prefix that is leased, in order, and the rest. */
final class KeyQueue {
  private final Deque<Lease> leased = new ArrayDeque<>();
  private final Deque<Unacked> waiting = new ArrayDeque<>();

  void add(Unacked entry) {
    waiting.addLast(entry);
  }

  /** The next message, unless there is none or it waits for its back-off. */
  Optional<Unacked> head() {
    while (!waiting.isEmpty() && waiting.peekFirst().isGone()) {
      waiting.removeFirst();
    }
    return Optional.ofNullable(waiting.peekFirst())
        .filter(entry -> entry.state == Unacked.State.WAITING);
  }

  void removeHead() {
    waiting.removeFirst();
  }

  void lease(Lease lease) {
    leased.addLast(lease);
  }

  void settle(Lease lease) {
    leased.removeFirstOccurrence(lease);
  }

  /** Who must get the next message: the one that holds the messages before it. */
  Optional<Consumer> holder() {
    return Optional.ofNullable(leased.peekLast()).map(lease -> lease.holder);
  }

  /**
   * Puts the message of {@code lease} and all after it back in line.
   *
   * @return the leases after it
   */
  List<Lease> rewind(Lease lease) {
    var later = new ArrayList<Lease>();
    while (leased.peekLast() != lease) {
      later.add(leased.removeLast());
    }
    leased.removeLast();
    later.forEach(
        each -> {
          each.entry.state = Unacked.State.WAITING;
          waiting.addFirst(each.entry);
        });
    waiting.addFirst(lease.entry);
    Collections.reverse(later);
    return later;
  }

  boolean isEmpty() {
    return leased.isEmpty() && waiting.isEmpty();
  }
}
