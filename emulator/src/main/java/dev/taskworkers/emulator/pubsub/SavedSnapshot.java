// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.Snapshot;
import dev.taskworkers.emulator.pubsub.delivery.Message;
import dev.taskworkers.emulator.pubsub.delivery.RetainedMessages;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What a subscription had not acknowledged at one moment, and all that was published since. */
final class SavedSnapshot {
  private final RetainedMessages messages;
  private Snapshot config;

  SavedSnapshot(Snapshot config, RetainedMessages messages) {
    this.config = config;
    this.messages = messages;
  }

  public Snapshot config() {
    return config;
  }

  public void configure(Snapshot changed) {
    config = changed;
  }

  void add(Message message) {
    messages.add(message);
  }

  void addAll(Collection<Message> unacknowledged) {
    messages.addAll(unacknowledged);
  }

  /** Oldest first. */
  public List<Message> messages() {
    return messages.all();
  }

  boolean isExpired(Instant now) {
    return !Times.instant(config.getExpireTime()).isAfter(now);
  }

  void clear() {
    messages.clear();
  }
}
