// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/** Messages without an ordering key: redeliveries first, then roughly as they were published. */
final class AnyOrder implements Waiting {
  private final Shuffle shuffle;
  private final Queue<Unacked> fresh = new ArrayDeque<>();

  /** The oldest that were never delivered, among which the next one is drawn. */
  private final List<Unacked> window = new ArrayList<>();

  private final Queue<Unacked> returned = new PriorityQueue<>(Unacked::byAge);

  /** Where in the window the next one is; negative before it is drawn. */
  private int drawn = -1;

  AnyOrder(Shuffle shuffle) {
    this.shuffle = shuffle;
  }

  @Override
  public void add(Unacked entry) {
    fresh.add(entry);
  }

  @Override
  public void restore(Unacked entry) {
    returned.add(entry);
  }

  @Override
  public Optional<Unacked> poll(Consumer consumer) {
    var entry = next();
    if (entry.isPresent()) {
      if (returned.peek() == entry.get()) {
        returned.remove();
      } else {
        takeDrawn();
      }
    }
    return entry;
  }

  /** Leaves it in. */
  Optional<Unacked> next() {
    while (!returned.isEmpty() && !returned.peek().isWaiting()) {
      returned.remove();
    }
    return returned.isEmpty() ? draw() : Optional.of(returned.peek());
  }

  private Optional<Unacked> draw() {
    while (drawn < 0 || window.get(drawn).isGone()) {
      if (drawn >= 0) {
        takeDrawn();
      }
      while (window.size() < shuffle.window() && !fresh.isEmpty()) {
        window.add(fresh.remove());
      }
      if (window.isEmpty()) {
        return Optional.empty();
      }
      drawn = shuffle.index(window.size());
    }
    return Optional.of(window.get(drawn));
  }

  private void takeDrawn() {
    var last = window.remove(window.size() - 1);
    if (drawn < window.size()) {
      window.set(drawn, last);
    }
    drawn = -1;
  }

  @Override
  public void leased(Lease lease) {}

  @Override
  public void settled(Lease lease) {}

  @Override
  public List<Lease> revoked(Lease lease) {
    return List.of();
  }

  /** The oldest go first; without a subscriber, nothing else would ever take them out. */
  @Override
  public void dropped(Unacked entry) {
    removeGone(fresh);
    removeGone(returned);
  }

  private static void removeGone(Queue<Unacked> queue) {
    while (!queue.isEmpty() && queue.peek().isGone()) {
      queue.remove();
    }
  }
}
