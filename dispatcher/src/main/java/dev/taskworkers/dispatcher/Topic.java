// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where messages are published. */
interface Topic {
  /**
   * Sends one request.
   *
   * @param limit when the call ends at the latest
   * @return one id for each message, in order, or a {@link io.grpc.StatusRuntimeException}; what is
   *     thrown instead counts as a failure, too
   */
  CompletableFuture<List<String>> publish(List<PubsubMessage> messages, Duration limit);
}
