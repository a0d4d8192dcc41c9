// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.protobuf.Duration;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.Source;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a doorbell's subscription is to be.
 *
 * @param source that it is to have, without transforms that drop nothing
 * @param share of the source's tasks that it is sent
 */
record DoorbellTemplate(DoorbellName name, Source source, Share share) {
  private static final long RETENTION_SECONDS = 600;
  private static final long EXPIRES_SECONDS = 86_400;

  DoorbellTemplate {
    source = source.counted();
  }

  /** With payloads, for where no transform is taken. */
  Subscription plain() {
    return Subscription.newBuilder()
        .setName(name.toString())
        .setTopic(source.topic())
        .setFilter(source.filter())
        .putAllLabels(name.labels())
        .setAckDeadlineSeconds(10)
        .setRetainAckedMessages(true)
        .setMessageRetentionDuration(Duration.newBuilder().setSeconds(RETENTION_SECONDS))
        .setExpirationPolicy(
            ExpirationPolicy.newBuilder().setTtl(Duration.newBuilder().setSeconds(EXPIRES_SECONDS)))
        .build();
  }

  Subscription stripped() {
    return plain().toBuilder().addAllMessageTransforms(transforms()).build();
  }

  /** Those of the source, and then the one that strips. */
  List<MessageTransform> transforms() {
    return Stream.concat(source.transforms().stream(), Stream.of(Stripping.of(share))).toList();
  }

  /** Whether {@code found} brings what is published, whatever it makes of the tasks. */
  boolean isOnSource(Subscription found) {
    // Switched to push it would be as deaf as one that is detached.
    return !found.getDetached()
        && found.getPushConfig().getPushEndpoint().isEmpty()
        && found.getTopic().equals(source.topic())
        && found.getFilter().equals(source.filter());
  }
}
