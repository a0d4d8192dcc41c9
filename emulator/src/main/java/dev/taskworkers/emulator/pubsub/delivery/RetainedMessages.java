// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Messages that are kept although nobody has to process them: acknowledged ones, snapshots. */
public final class RetainedMessages {
  private final TreeMap<Long, Message> bySequence = new TreeMap<>();
  private final Budget budget;

  public RetainedMessages(Budget budget) {
    this.budget = budget;
  }

  public void add(Message message) {
    if (bySequence.put(message.sequence(), message) == null) {
      budget.keep(message);
    }
  }

  public void addAll(Collection<Message> messages) {
    messages.forEach(this::add);
  }

  /** Forgets what was published before {@code limit}. */
  public void forgetBefore(Instant limit) {
    while (!bySequence.isEmpty()
        && bySequence.firstEntry().getValue().publishTime().isBefore(limit)) {
      budget.release(bySequence.pollFirstEntry().getValue());
    }
  }

  /** Oldest first. */
  public List<Message> all() {
    return List.copyOf(bySequence.values());
  }

  public void clear() {
    bySequence.values().forEach(budget::release);
    bySequence.clear();
  }
}
