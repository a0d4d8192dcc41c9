// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a message before a subscriber gets it; empty when it is dropped. */
sealed interface Transform {
  Optional<PubsubMessage> apply(PubsubMessage message, Instant published);

  /** {@code return {data: 'TEXT', attributes: {}};}. */
  record Replace(ByteString data) implements Transform {
    @Override
    public Optional<PubsubMessage> apply(PubsubMessage message, Instant published) {
      return Optional.of(message.toBuilder().setData(data).clearAttributes().build());
    }
  }

  /**
   * {@code return message.attributes['KEY'] === 'VALUE' ? message : null;}, or with {@code !==}.
   */
  record Keep(String key, String value, boolean equal) implements Transform {
    @Override
    public Optional<PubsubMessage> apply(PubsubMessage message, Instant published) {
      var isEqual = value.equals(message.getAttributesMap().get(key));
      return isEqual == equal ? Optional.of(message) : Optional.empty();
    }
  }

  /** {@code return Date.parse(metadata.publish_time) / 1000 % CYCLE >= KEPT ? null : THEN;}. */
  record Sample(int cycle, int kept, Transform then) implements Transform {
    @Override
    public Optional<PubsubMessage> apply(PubsubMessage message, Instant published) {
      return published.getEpochSecond() % cycle >= kept
          ? Optional.empty()
          : then.apply(message, published);
    }
  }
}
