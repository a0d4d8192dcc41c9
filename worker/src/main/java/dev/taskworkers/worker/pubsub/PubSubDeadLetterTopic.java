// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.protobuf.UnsafeByteOperations;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PublisherGrpc.PublisherFutureStub;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.runtime.RoutingHeader;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.DeadLetterTopic;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A dead-letter topic on Pub/Sub, one request for each letter: they are rare. */
public final class PubSubDeadLetterTopic implements DeadLetterTopic {
  private static final int LIMIT_SECONDS = 10;

  private final String name;
  private final PublisherFutureStub stub;

  /**
   * @param name in full: {@code projects/P/topics/T}
   */
  public PubSubDeadLetterTopic(
      String name, Channel channel, Optional<CallCredentials> credentials) {
    this.name = name;
    var plain =
        PublisherGrpc.newFutureStub(channel).withInterceptors(RoutingHeader.of("topic", name));
    this.stub = credentials.map(plain::withCallCredentials).orElse(plain);
  }

  @Override
  public CompletableFuture<Void> publish(DeadLetter letter) {
    var message =
        PubsubMessage.newBuilder()
            .setData(UnsafeByteOperations.unsafeWrap(letter.payload().buffer()))
            .putAllAttributes(letter.attributes())
            .setOrderingKey(letter.orderingKey());
    var request = PublishRequest.newBuilder().setTopic(name).addMessages(message).build();
    return GrpcFutures.bridge(
        stub.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS).publish(request),
        answer -> null,
        failure -> {
          throw GrpcFutures.problem("Publishing to " + name, failure);
        });
  }
}
