// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PubsubMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A task on its way to Pub/Sub.
 *
 * @param sendBy when it no longer waits for others to share its request, on the {@link Timer}
 * @param expiresAt when it is given up, on the {@link Timer}
 * @param result what {@link TaskDispatcher#dispatch} has returned
 */
record Outgoing(
    PubsubMessage message, long sendBy, long expiresAt, CompletableFuture<String> result) {
  int bytes() {
    return message.getSerializedSize();
  }

  String key() {
    return message.getOrderingKey();
  }
}
